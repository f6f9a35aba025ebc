import TerminalUI
import TriggerCore

extension DashboardModel {
  /// What is to be carried out at the start.
  mutating func open() -> [DashboardEffect] {
    let start: [DashboardEffect] = options.startsProcessor && facilities.hasProcessor ? [.processor(.start)] : []
    return start + refreshIfDue()
  }

  /// Takes a message and says what is to be carried out elsewhere.
  ///
  /// - Parameters:
  ///   - clock: this machine's.
  ///   - uptime: since the dashboard was opened.
  mutating func update(_ message: DashboardMessage, clock: Instant, uptime: Duration) -> [DashboardEffect] {
    (self.clock, self.uptime) = (clock, uptime)
    if case .input(let input) = message { return take(input) }
    let message = message.sanitised
    note(message)
    return tell(message) + refreshIfDue()
  }

  /// Every screen hears every answer, whether it is on top or not.
  private mutating func tell(_ message: DashboardMessage) -> [DashboardEffect] {
    let context = context
    var effects: [DashboardEffect] = []
    effects += carryOut(triggers.receive(message, in: context))
    effects += carryOut(processors.receive(message, in: context))
    effects += carryOut(log.receive(message, in: context))
    effects += carryOut(checks.receive(message, in: context))
    if var detail {
      let requests = detail.receive(message, in: context)
      self.detail = detail
      effects += carryOut(requests)
    }
    if var modal {
      let requests = modal.receive(message, in: modalContext)
      self.modal = modal
      effects += carryOut(requests)
    }
    return effects
  }
}
