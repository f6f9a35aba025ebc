import TriggerCore

/// Whether Celery's broker answers, and how many messages wait there.
struct BrokerCheck: Check {
  let name = "broker"
  let configuration: Configuration

  func run() async throws -> CheckResult {
    let broker = try configuration.broker()
    let waiting = try await broker.backlog()
    let messages = waiting == 1 ? "1 message waits" : "\(waiting) messages wait"
    return CheckResult(.good, "\(broker.address) answers; \(messages) in \(broker.queue).")
  }
}
