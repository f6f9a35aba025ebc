import TerminalUI
import TriggerCore

/// What pieces of the dashboard mean, beyond the generic roles. A state has a role of its own.
extension Role {
  static let waiting = Role("waiting", letter: "w")
  static let scheduled = Role("scheduled", letter: "s")
  static let failing = Role("failing", letter: "f")
  static let warned = Role("warned", letter: "W")
  static let failed = Role("failed", letter: "F")
  static let succeeded = Role("succeeded", letter: "S")
  static let running = Role("running", letter: "r")
  /// Nothing can be changed from here.
  static let readonly = Role("readonly", letter: "O")
  /// A queue tagged production that can be changed.
  static let production = Role("production", letter: "P")

  init(_ state: TriggerState) {
    self =
      switch state {
      case .pending: .waiting
      case .scheduled: .scheduled
      case .failing: .failing
      case .warned: .warned
      case .failed: .failed
      case .succeeded: .succeeded
      }
  }
}
