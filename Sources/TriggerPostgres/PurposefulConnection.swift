import BlockingIO
import Synchronization
import TriggerCore

/// A connection whose errors are the store's, and which is gentle with a server that can't be reached: after a failure
/// to connect, calls get that failure at once until it is time to try again.
final class PurposefulConnection: Sendable {
  private struct Outage {
    var failures: Int
    var retry: ContinuousClock.Instant
    var error: StoreError
  }

  private static let shortestPause = Duration.milliseconds(100)
  private static let longestPause = Duration.seconds(3)

  private let connection: PostgresConnection
  private let outage = Mutex<Outage?>(nil)

  init(_ connection: PostgresConnection) { self.connection = connection }

  func transaction<Value: Sendable>(
    within limit: Duration, _ body: @Sendable (PostgresTransaction) throws -> Value
  ) async throws -> Value {
    try await guarded { try await connection.transaction(deadline: .after(limit), body) }
  }

  func query(_ statement: PostgresStatement, within limit: Duration) async throws -> PostgresResult {
    try await guarded { try await connection.query(statement.sql, statement.parameters, deadline: .after(limit)) }
  }

  /// Outside any transaction, as `CREATE INDEX CONCURRENTLY` needs it.
  func command(_ sql: String, within limit: Duration) async throws {
    try await guarded { _ = try await connection.command(sql, deadline: .after(limit)) }
  }

  func listen(to channel: String, within limit: Duration) async throws {
    try await guarded { try await connection.listen(to: channel, deadline: .after(limit)) }
  }

  /// Nil where nothing was notified within the limit.
  func notification(within limit: Duration) async throws -> PostgresNotification? {
    try await guarded { try await connection.notification(deadline: .after(limit)) }
  }

  func close() async { await connection.close() }

  private func guarded<Value>(_ body: () async throws -> Value) async throws -> Value {
    if let outage = outage.withLock({ $0 }), ContinuousClock.now < outage.retry { throw outage.error }
    do {
      let value = try await body()
      outage.withLock { $0 = nil }
      return value
    } catch PostgresError.unreachable(let sentence) {
      throw noteFailure(.unreachable(sentence))
    } catch {
      throw StoreError.whatever(error)
    }
  }

  private func noteFailure(_ error: StoreError) -> StoreError {
    outage.withLock { outage in
      let failures = (outage?.failures ?? 0) + 1
      let pause = min(Self.shortestPause * (1 << min(failures - 1, 10)), Self.longestPause)
      outage = Outage(failures: failures, retry: .now + pause, error: error)
      return error
    }
  }
}
