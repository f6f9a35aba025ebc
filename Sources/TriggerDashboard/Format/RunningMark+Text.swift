import TriggerCore

extension RunningMark {
  /// `running on web3:411 for 4s`, `waits for a slot on web3:411`, `in a Celery queue`.
  package func text(at now: Instant) -> String {
    switch kind {
    case .sent: "in a Celery queue, until a Python worker takes it"
    case .hold: "held back for \(leaseUntil.since(now).short)"
    case .work:
      started.map { "running on \(processorName) for \(now.since($0).long)" }
        ?? "waits for a slot on \(processorName)"
    }
  }

  /// `host:pid`, or what stands for one that is not registered any more.
  package var processorName: String { processor ?? "an unregistered processor" }
}
