import BlockingIO
import TriggerCore

/// As the store calls it: its limits count from the call, and its errors are the store's.
extension PostgresConnection {
  nonisolated func transaction<Value: Sendable>(
    within limit: Duration, _ body: @Sendable (PostgresTransaction) throws -> Value
  ) async throws -> Value {
    do {
      return try await transaction(deadline: .after(limit), body)
    } catch {
      throw StoreError.whatever(error)
    }
  }

  nonisolated func query(_ statement: PostgresStatement, within limit: Duration) async throws -> PostgresResult {
    try await transaction(within: limit) { try $0.runLast(statement) }
  }
}
