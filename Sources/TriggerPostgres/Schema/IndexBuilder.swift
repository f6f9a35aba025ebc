import BlockingIO
import TriggerCore

/// Runs statements that take minutes and can't stand in a transaction, on a connection of its own: limits that a role has
/// for its statements are not for these.
struct IndexBuilder {
  private let connection: PostgresConnection
  private let limit: Duration

  init(_ address: PostgresAddress, limit: Duration) throws {
    do { connection = try PostgresConnection(address) } catch { throw StoreError.whatever(error) }
    self.limit = limit
  }

  func close() async { await connection.close() }

  /// A build that fails, or whose task is cancelled, is stopped on the server too, and leaves nothing behind.
  func run(_ statement: String) async throws {
    do {
      try await command(statement)
    } catch PostgresError.server(let error) where error.sqlState == "42P07" {
      // Somebody else's, who was first.
      throw StoreError.whatever(PostgresError.server(error))
    } catch {
      await Task { await removeLeftover(of: statement) }.value
      await connection.close()
      throw StoreError.whatever(error)
    }
  }

  private func command(_ statement: String) async throws {
    let deadline = Deadline.after(limit)
    // First what cuts short the rest.
    try await connection.command("SET statement_timeout = 0", deadline: deadline)
    try await connection.command(
      """
      SELECT set_config(name, '0', false) FROM pg_settings
      WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout')
      """, deadline: deadline)
    try await connection.command(statement, deadline: deadline)
  }

  private func removeLeftover(of statement: String) async {
    guard let index = statement.wholeMatch(of: /CREATE INDEX CONCURRENTLY (\S+)\s+ON ((?:.|\n)*?) \((?:.|\n)*/) else {
      return
    }
    let schema = index.2.split(separator: ".").dropLast().joined(separator: ".")
    try? await command("DROP INDEX CONCURRENTLY IF EXISTS \(schema).\(index.1.description.quotedIdentifier)")
  }
}
