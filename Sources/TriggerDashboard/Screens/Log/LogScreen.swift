import TerminalUI
import TriggerCore

/// What our own processor did and what its handlers said.
struct LogScreen: Screen {
  enum Command: Hashable, Sendable { case filter }

  static let bindings: [KeyBinding<Command>] = []

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] { [] }

  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {}
}
