import TestSupport
import Testing
import TriggerCore

@testable import TriggerPostgres

@Suite("Listening to PostgreSQL", .heavy)
struct PostgresListeningTests {
  @Test("A connection that something on the way has forgotten is noticed, though nothing ends it, and replaced")
  func forgotten() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "listening")
    let router = try ForgetfulRouter(to: server.port)
    let store = try PostgresStore(
      url.replacing(":\(server.port)/", with: ":\(router.port)/"), options: PostgresOptions(readTimeout: .seconds(1)))
    let wakeups = store.wakeups(probingAfter: .milliseconds(100), pausing: .milliseconds(10))
    let listener = Task { for await _ in wakeups {} }
    let first = try await Self.listeners(at: url)
    router.forget()
    // The server does not know that nobody hears the first one any more.
    try await Patience.until { try await Self.listeners(at: url).subtracting(first).isEmpty == false }
    listener.cancel()
    await store.close()
  }

  /// Sessions that listen, once there are any.
  private static func listeners(at url: String) async throws -> Set<String> {
    var found: Set<String> = []
    try await Patience.until {
      let rows = try await PostgresServer.shared().execute(
        """
        SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'triggertop'
          AND state = 'idle'
        """, at: url)
      found = Set(rows.compactMap { $0[0] })
      return !found.isEmpty
    }
    return found
  }
}
