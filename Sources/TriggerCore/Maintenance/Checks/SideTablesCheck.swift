/// Whether the side tables are there: processing, attempts and undoing need them.
public struct SideTablesCheck: Check {
  public let name = "side tables"
  private let store: any TriggerStore

  public init(store: any TriggerStore) { self.store = store }

  public func run() async throws -> CheckResult {
    let facts = try await store.facts()
    guard let version = facts.sideTables else {
      return CheckResult(
        .warning,
        facts.sideTablesRefusal
          ?? "There are none: this queue can be looked at and acted upon, but not processed; run triggertop migrate."
      )
    }
    let statements = try await store.migrate(dryRun: true)
    guard statements.isEmpty else {
      return CheckResult(.warning, "Version \(version) is older than this program's; run triggertop migrate.")
    }
    return CheckResult(.good, "Version \(version).")
  }
}
