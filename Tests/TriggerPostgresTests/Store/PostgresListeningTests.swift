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
    let address = try PostgresAddress(url.replacing(":\(server.port)/", with: ":\(router.port)/"))
    let listener = FiringListener(
      connection: try PostgresConnection(address, listeningTo: [PostgresStore.firedChannel]), limit: .seconds(1),
      longestSilence: .milliseconds(100), pauseAfterTrouble: .milliseconds(10))
    let listening = Task { await listener.run {} }
    let first = try await Self.sessions("%", at: url)
    router.forget()
    // The server does not know that nobody hears the first one any more.
    _ = try await Self.sessions("%", at: url, beside: first)
    listening.cancel()
    await listening.value
  }

  @Test("What is fired wakes all who listen, who share one connection")
  func shared() async throws {
    let (store, url) = try await Self.store()
    var (first, second) = (store.wakeups().makeAsyncIterator(), store.wakeups().makeAsyncIterator())
    let sessions = try await Self.sessions(at: url)
    _ = try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    #expect(await first.next() != nil)
    #expect(await second.next() != nil)
    #expect(try await Self.sessions(at: url) == sessions)
    #expect(sessions.count == 1)
    await store.close()
  }

  @Test("Closing ends who listens instead of waiting for them, and who listens later hears again")
  func closed() async throws {
    let (store, url) = try await Self.store()
    var heard = store.wakeups().makeAsyncIterator()
    let first = try await Self.sessions(at: url)
    await store.close()
    #expect(await heard.next() == nil)
    heard = store.wakeups().makeAsyncIterator()
    _ = try await Self.sessions(at: url, beside: first)
    _ = try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    #expect(await heard.next() != nil)
    await store.close()
  }

  @Test(
    "Nobody is told of what falls due later than they look by themselves", arguments: [nil, 1, -60, 60] as [Int64?],
    [nil, TriggerData(fields: [.init("note", .null)])])
  func later(seconds: Int64?, data: TriggerData?) async throws {
    let (store, url) = try await Self.store()
    let listener = DirectConnection(url)
    try await listener.execute("LISTEN \(PostgresStore.firedChannel)")
    let now = try await store.facts().clock
    let after = seconds.map { now + .seconds($0) }
    _ = try await store.fire([NewTrigger(type: "note", after: after, data: data)], now: now)
    _ = try await store.fire(
      ["a", "b"].map { NewTrigger(type: $0, after: now + .seconds(60), data: data) }, now: now)
    try await listener.execute("NOTIFY \(PostgresStore.firedChannel), 'last'")
    #expect(try await listener.notification().payload == (seconds == 60 ? "last" : ""))
    if seconds != 60 { #expect(try await listener.notification().payload == "last") }
    await store.close()
  }

  private static func store() async throws -> (PostgresStore, url: String) {
    let url = try await PostgresServer.shared().freshDatabase(named: "listening")
    let store = try PostgresStore(url)
    _ = try await store.migrate(dryRun: false)
    return (store, url)
  }

  /// Sessions whose last statement was such a one, once there are any beside those known.
  private static func sessions(
    _ query: String = "LISTEN%", at url: String, beside known: Set<String> = []
  ) async throws -> Set<String> {
    var found: Set<String> = []
    try await Patience.until {
      let rows = try await PostgresServer.shared().execute(
        """
        SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'triggertop'
          AND state = 'idle' AND query LIKE '\(query)'
        """, at: url)
      found = Set(rows.compactMap { $0[0] }).subtracting(known)
      return !found.isEmpty
    }
    return found
  }
}
