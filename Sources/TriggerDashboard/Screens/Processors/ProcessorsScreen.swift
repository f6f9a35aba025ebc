import TerminalUI
import TriggerCore

/// Who works on the queue, our own processor on top.
struct ProcessorsScreen: Screen {
  enum Command: Hashable, Sendable { case start }

  static let bindings: [KeyBinding<Command>] = []

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest] { [] }

  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext) {}
}
