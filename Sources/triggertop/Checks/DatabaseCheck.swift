import TriggerCore

/// Whether the database answers as a queue, and how fast.
struct DatabaseCheck: Check {
  let name = "database"
  let store: any TriggerStore

  func run() async throws -> CheckResult {
    let begun = ContinuousClock.now
    let facts = try await store.facts()
    let latency = ContinuousClock.now - begun
    let place = "\(facts.name): \(facts.kind.rawValue) \(facts.version), answers in \(latency.milliseconds) ms"
    if let reason = facts.readOnlyReason { return CheckResult(.warning, "\(place); nothing can be changed: \(reason)") }
    return CheckResult(.good, place + ".")
  }
}

extension Duration {
  /// Whole ones, rounded up.
  fileprivate var milliseconds: Int { Int((self / .milliseconds(1)).rounded(.up)) }
}
