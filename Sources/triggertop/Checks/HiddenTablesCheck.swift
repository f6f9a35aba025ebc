import TriggerCore
import TriggerPostgres

/// Whether the role sees all triggers and all that hangs on them: what it does not see is neither shown nor handed to a
/// handler, and can't be deleted.
struct HiddenTablesCheck: Check {
  let name = "tables"
  let store: PostgresStore

  func run() async throws -> CheckResult {
    let hidden = try await store.hiddenTables()
    guard hidden.isEmpty else {
      return CheckResult(.warning, "Not all can be seen: \(hidden.joined(separator: "; ")).")
    }
    return CheckResult(.good, "All that hangs on triggers can be read.")
  }
}
