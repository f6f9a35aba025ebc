import TriggerCore
import TriggerPostgres

/// Whether PostgreSQL has the partial indexes with which claims stay fast and fair at any size.
struct IndexesCheck: Check {
  let name = "indexes"
  let store: PostgresStore

  func run() async throws -> CheckResult {
    let missing = try await store.missingIndexes()
    guard missing.isEmpty else {
      return CheckResult(
        .warning,
        "\(missing.joined(separator: ", ")) missing: a long queue is read slowly; run triggertop migrate --indexes."
      )
    }
    return CheckResult(.good, "All partial indexes are there.")
  }
}
