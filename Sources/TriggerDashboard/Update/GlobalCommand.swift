import TerminalUI

/// What keys do wherever no dialog and no text field is open.
enum GlobalCommand: Hashable, Sendable {
  case show(ScreenID)
  case help, command, quit
  case window, timeStyle, refresh, redraw, mouse, suspend
  case processor
  case undo
}

extension GlobalCommand {
  static let bindings: [KeyBinding<GlobalCommand>] = [
    KeyBinding("1", command: .show(.triggers), help: "The triggers.", group: "Screens"),
    KeyBinding("2", command: .show(.processors), help: "Who processes them, and what runs.", group: "Screens"),
    KeyBinding("3", command: .show(.log), help: "What this program's processor did.", group: "Screens"),
    KeyBinding("8", command: .show(.checks), help: "Whether all is well: the checks.", group: "Screens"),
    KeyBinding(
      "P", command: .processor, help: "Start the processor of this program, pause it, or go on.", group: "Processor"),
    KeyBinding(
      "u", command: .undo, label: "undo", help: "Take back what you did last; shows what first.", group: "Acting",
      importance: 30),
    KeyBinding("w", command: .window, help: "How far back FAILED and DONE look.", group: "Everywhere"),
    KeyBinding("t", command: .timeStyle, help: "Times local, in UTC, or relative.", group: "Everywhere"),
    KeyBinding("R", .control("r"), command: .refresh, help: "Refresh now.", group: "Everywhere"),
    KeyBinding("M", command: .mouse, help: "Mouse on or off; off lets the terminal select text.", group: "Everywhere"),
    KeyBinding(.control("l"), command: .redraw, help: "Draw the screen anew.", group: "Everywhere"),
    KeyBinding(.control("z"), command: .suspend, help: "Stop, until the shell continues it (fg).", group: "Everywhere"),
    KeyBinding(
      ":", command: .command, help: "Command: filter, view, sort, goto, retry, reschedule, delete, q.",
      group: "Everywhere"),
    KeyBinding(
      "?", .function(1), command: .help, label: "help", help: "This help.", group: "Everywhere", importance: 95),
    KeyBinding(
      "q", .control("c"), .function(10), command: .quit, label: "quit",
      help: "Quit. What the processor runs is finished first; again hands it back.", group: "Everywhere",
      importance: 100),
  ]

  func availability(in context: ScreenContext) -> Availability {
    switch self {
    case .show(let screen): context.facilities.screens.contains(screen) ? .available : .hidden
    case .processor:
      if !context.facilities.hasProcessor {
        .refused("There is nothing to process with here: no handlers are configured or built in.")
      } else if let reason = context.readOnlyReason, context.data.processor?.state ?? .off == .off {
        .refused(reason)
      } else {
        .available
      }
    case .undo:
      if !context.facilities.undoes {
        .hidden
      } else if let reason = context.readOnlyReason {
        .refused(reason)
      } else if context.data.facts != nil, !context.hasSideTables {
        .refused(
          context.data.facts?.sideTablesRefusal
            ?? "Nothing can be undone here: the journal needs triggertop's tables, which triggertop migrate makes.")
      } else {
        .available
      }
    default: .available
    }
  }

  static func keyHelp(in context: ScreenContext) -> [KeyHelp] {
    bindings.filter { $0.command.availability(in: context) == .available }.compactMap(\.pressed)
  }
}
