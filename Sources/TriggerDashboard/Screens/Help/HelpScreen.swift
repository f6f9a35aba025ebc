import TerminalUI
import TriggerCore

/// The keys of the screen below and those that work everywhere (`context.keys`), and the limits in force.
struct HelpScreen: Modal {
  enum Command: Hashable, Sendable { case back }

  static let bindings: [KeyBinding<Command>] = [
    KeyBinding(.escape, "?", "q", command: .back, label: "close", help: "Close this help.", group: "Help")
  ]

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] { [.back] }

  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {}
}
