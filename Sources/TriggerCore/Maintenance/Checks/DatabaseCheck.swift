/// Whether the database answers as a queue, and how fast.
public struct DatabaseCheck: Check {
  public let name = "database"
  private let store: any TriggerStore

  public init(store: any TriggerStore) { self.store = store }

  public func run() async throws -> CheckResult {
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
