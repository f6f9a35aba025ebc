import TerminalUI
import TriggerCore

/// Everything about one trigger, opened with Enter.
struct DetailScreen: Screen {
  enum Command: Hashable, Sendable { case back }

  static let bindings: [KeyBinding<Command>] = [
    KeyBinding(.escape, command: .back, label: "back", help: "Back to the list.", group: "Trigger", importance: 90)
  ]

  let id: TriggerID

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] { [.back] }

  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {}
}
