import BlockingIO
import TestSupport
import Testing
import TriggerPostgres

@Suite("PostgreSQL notifications", .heavy)
struct PostgresNotificationTests {
  @Test("A notification ends the wait, whether sent during it or before")
  func wakes() async throws {
    let listener = try await freshConnection(listeningTo: ["a \"b\""])
    let sender = try PostgresConnection(listener.address)
    try await listener.open(deadline: soon)
    try await sender.query("SELECT pg_notify('a \"b\"', 'first')", deadline: soon)
    #expect(try await listener.notification(deadline: soon) == expected("first"))
    async let next = listener.notification(deadline: soon)
    try await sender.query("SELECT pg_notify('a \"b\"', 'second')", deadline: soon)
    #expect(try await next == expected("second"))
  }

  @Test("Without one, the wait ends at its deadline and listening goes on")
  func silence() async throws {
    let listener = try await freshConnection(listeningTo: ["quiet"])
    try await listener.open(deadline: soon)
    #expect(try await listener.notification(deadline: .after(.milliseconds(20))) == nil)
    #expect(await listener.isOpen)
  }

  @Test("Cancelling the wait keeps the connection and what it listens to")
  func cancelled() async throws {
    let listener = try await freshConnection(listeningTo: ["c"])
    try await listener.open(deadline: soon)
    let wait = Task { try await listener.notification(deadline: .after(.seconds(600))) }
    wait.cancel()
    await #expect(throws: CancellationError.self) { try await wait.value }
    #expect(await listener.isOpen)
    try await PostgresConnection(listener.address).query("NOTIFY c", deadline: soon)
    #expect(try await listener.notification(deadline: soon)?.channel == "c")
  }

  @Test("A new connection listens to the same channels")
  func reconnects() async throws {
    let listener = try await freshConnection(listeningTo: ["d"])
    try await listener.open(deadline: soon)
    await listener.close()
    try await listener.open(deadline: soon)
    try await PostgresConnection(listener.address).query("NOTIFY d", deadline: soon)
    #expect(try await listener.notification(deadline: soon)?.channel == "d")
  }

  private func expected(_ payload: String) -> PostgresNotification {
    PostgresNotification(channel: "a \"b\"", payload: payload)
  }
}
