import TriggerCore

/// Whether claims of dead processors wait to be taken over.
struct OrphanedClaimsCheck: Check {
  let name = "orphaned claims"
  let store: any TriggerStore

  func run() async throws -> CheckResult {
    let orphaned = try await store.processors(now: nil).orphaned
    guard !orphaned.isEmpty else { return CheckResult(.good, "None.") }
    let ids = orphaned.prefix(5).map { "\($0.id)" }.joined(separator: " ")
    return CheckResult(
      .warning,
      "\(orphaned.count) of processors that are gone: \(ids)\(orphaned.count > 5 ? " …" : ""); "
        + "the next processor for their types takes them over.")
  }
}
