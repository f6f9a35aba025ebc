import TerminalUI

/// What can be done in a dialog.
enum BoxCommand: Hashable, Sendable {
  case confirm, cancel
  /// Presses the button that has the focus.
  case press
  case nextButton, previousButton
  case scroll(Scroll)
  case copyCommand
  case toggleChoice, chooseAll

  static let bindings: [KeyBinding<BoxCommand>] =
    [
      KeyBinding("y", command: .confirm, help: "Confirm.", group: group),
      KeyBinding(.escape, "n", command: .cancel, label: "cancel", help: "Cancel.", group: group, importance: 90),
      KeyBinding(
        .tab, .right, command: .nextButton, label: "other button", help: "To the next button.", group: group,
        importance: 60),
      KeyBinding(.backTab, .left, command: .previousButton, help: "To the button before.", group: group),
      KeyBinding(
        .enter, command: .press, label: "press", help: "Press the button that has the focus.", group: group,
        importance: 70),
      KeyBinding(
        "c", command: .copyCommand, label: "copy as command", help: "Copy the command that does the same.",
        group: group, importance: 40),
    ] + Scroll.bindings(group: group) { .scroll($0) }

  static let group = "Dialog"
}
