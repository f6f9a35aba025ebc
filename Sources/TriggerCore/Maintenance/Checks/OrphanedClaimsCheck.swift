/// Whether claims of dead processors wait to be taken over.
public struct OrphanedClaimsCheck: Check {
  public let name = "orphaned claims"
  private let store: any TriggerStore

  public init(store: any TriggerStore) { self.store = store }

  public func run() async throws -> CheckResult {
    let orphaned = try await store.processors(now: nil).orphaned
    guard !orphaned.isEmpty else { return CheckResult(.good, "None.") }
    let ids = orphaned.prefix(5).map { "\($0.id)" }.joined(separator: " ")
    return CheckResult(
      .warning,
      "\(orphaned.count) of processors that are gone: \(ids)\(orphaned.count > 5 ? " …" : ""); "
        + "the next processor for their types takes them over.")
  }
}
