import TerminalUI

/// What keys do on the list.
enum TriggersCommand: Hashable, Sendable {
  case up, down, pageUp, pageDown, halfUp, halfDown, first, last
  case open, mark, range, markAll, clear, unmark
  case filter, nextView, previousView, viewAll
  case previousSort, nextSort, reverseSort
  case act(ActionKind)
  case force
  case edit
  case explainDelete
  case copy, freeze, follow
}

extension TriggersCommand {
  static let bindings: [KeyBinding<TriggersCommand>] = acting + marking + looking + moving

  private static let acting: [KeyBinding<TriggersCommand>] = [
    KeyBinding(
      "r", command: .act(.retry), label: "retry", help: "Retry the marked triggers, or the one under the cursor.",
      group: "Act", importance: 80),
    KeyBinding(
      "s", command: .act(.reschedule), label: "resched", help: "Run them at another time.", group: "Act",
      importance: 60),
    KeyBinding(
      "D", .delete, command: .act(.delete), label: "delete", help: "Delete them, with all that hangs on them.",
      group: "Act", importance: 70),
    KeyBinding(
      "x", command: .force, label: "run now", help: "Run it in this program now, whatever its state; asks first.",
      group: "Act", importance: 45),
    KeyBinding("e", command: .edit, help: "Edit its data.", group: "Act"),
    KeyBinding("d", command: .explainDelete, help: "Only says that D deletes.", group: "Act"),
    KeyBinding(
      .enter, .right, command: .open, label: "open", help: "Everything about the trigger under the cursor.",
      group: "Act", importance: 85),
    KeyBinding("y", command: .copy, help: "Copy the ids to the clipboard.", group: "Act"),
  ]

  private static let marking: [KeyBinding<TriggersCommand>] = [
    KeyBinding(
      " ", command: .mark, label: "mark", help: "Mark or unmark, and move on.", group: "Mark", importance: 50),
    KeyBinding("v", command: .range, help: "Begin a range; move to draw it, v again ends it.", group: "Mark"),
    KeyBinding(
      "*", command: .markAll, help: "Mark all on screen; again, all of the filter (at most 10,000).", group: "Mark"),
    KeyBinding("U", command: .unmark, help: "Clear the marks.", group: "Mark"),
    KeyBinding(.escape, command: .clear, help: "End the range, clear the marks, then the filter.", group: "Mark"),
  ]

  private static let looking: [KeyBinding<TriggersCommand>] = [
    KeyBinding(
      "/", command: .filter, label: "filter",
      help: "Filter: words, or state: type: source: id: tries: within: with values.",
      group: "Look", importance: 75),
    KeyBinding(
      .tab, command: .nextView, label: "view",
      help: "Next view: attention, pending, scheduled, failing, warned, failed, succeeded, all.", group: "Look",
      importance: 55),
    KeyBinding(.backTab, command: .previousView, help: "Previous view.", group: "Look"),
    KeyBinding("0", command: .viewAll, help: "View all.", group: "Look"),
    KeyBinding("<", command: .previousSort, help: "Sort by the previous column.", group: "Look"),
    KeyBinding(">", command: .nextSort, help: "Sort by the next column.", group: "Look"),
    KeyBinding("I", command: .reverseSort, help: "Reverse the order.", group: "Look"),
    KeyBinding("Z", command: .freeze, help: "Freeze the list, or let it live again.", group: "Look"),
    KeyBinding("F", command: .follow, help: "Follow the head of the list as it changes.", group: "Look"),
  ]

  private static let moving: [KeyBinding<TriggersCommand>] = [
    KeyBinding(.up, "k", command: .up, help: "Up.", group: "Move"),
    KeyBinding(.down, "j", command: .down, help: "Down.", group: "Move"),
    KeyBinding(.pageUp, .control("b"), command: .pageUp, help: "A page up.", group: "Move"),
    KeyBinding(.pageDown, .control("f"), command: .pageDown, help: "A page down.", group: "Move"),
    KeyBinding(.control("u"), command: .halfUp, help: "Half a page up.", group: "Move"),
    KeyBinding(.control("d"), command: .halfDown, help: "Half a page down.", group: "Move"),
    KeyBinding("g", .home, command: .first, help: "To the beginning of the list.", group: "Move"),
    KeyBinding("G", .end, command: .last, help: "To the end of the list.", group: "Move"),
  ]
}
