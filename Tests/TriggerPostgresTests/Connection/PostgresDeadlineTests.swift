import BlockingIO
import TestSupport
import Testing
import TriggerPostgres

@Suite("PostgreSQL deadlines and cancellation", .heavy)
struct PostgresDeadlineTests {
  @Test("A server that stopped answering costs a call its deadline, no more, and holds up nobody else")
  func stoppedServer() async throws {
    let server = try await PostgresServer.dedicated()
    let connections = try (0..<8).map { _ in
      try PostgresConnection(PostgresAddress(server.url(database: "postgres")))
    }
    for connection in connections { try await connection.open(deadline: soon) }
    try await server.suspend()
    let limit = Duration.milliseconds(500)
    let order = EventOrder()
    let took = await ContinuousClock().measure {
      await withTaskGroup(of: Void.self) { group in
        for connection in connections {
          group.addTask {
            await #expect(throws: PostgresError.timedOut(after: limit)) {
              try await connection.query("SELECT 1", deadline: .after(limit))
            }
            order.add("timed out")
          }
        }
        // Before what other tests have to do on the pool: only a blocked one keeps it from its turn.
        group.addTask(priority: .high) {
          await Task.yield()
          order.add("pool")
        }
      }
    }
    #expect(order.events.first == "pool")
    #expect(took >= limit)
    for connection in connections { #expect(await !connection.isOpen) }
    // Connecting to it is bounded as well.
    await #expect(
      throws: PostgresError.unreachable("PostgreSQL at \(connections[0].address) did not answer within 0.2 seconds.")
    ) {
      try await connections[0].open(deadline: .after(.milliseconds(200)))
    }
    try await server.resume()
    // That one is left in peace for a moment.
    try await Patience.until { (try? await connections[0].open(deadline: soon)) != nil }
    #expect(try await connections[0].query("SELECT 1", deadline: soon)[0].get(0) == 1)
  }

  @Test("A slow statement is ended by the server in time, and the connection is kept")
  func slowStatement() async throws {
    let connection = try await freshConnection()
    try await connection.open(deadline: soon)
    // A tenth of it is left for the answer, on a busy machine too.
    let limit = Duration.seconds(4)
    await #expect(throws: PostgresError.timedOut(after: limit)) {
      try await connection.query("SELECT pg_sleep(60)", deadline: .after(limit))
    }
    #expect(await connection.isOpen)
    #expect(try await connection.query("SELECT 1", deadline: soon)[0].get(0) == 1)
  }

  @Test("Where the server has no limit of its own, the deadline ends the statement there too")
  func slowCommand() async throws {
    let connection = try await freshConnection()
    try await connection.open(deadline: soon)
    await #expect(throws: PostgresError.timedOut(after: .milliseconds(100))) {
      try await connection.command("SELECT pg_sleep(61)", deadline: .after(.milliseconds(100)))
    }
    try await wait(untilRunning: false, "pg_sleep(61)")
    #expect(await !connection.isOpen)
  }

  @Test("Cancelling a task ends its statement, here and on the server")
  func cancellation() async throws {
    let connection = try await freshConnection()
    let task = Task { try await connection.query("SELECT pg_sleep(62)", deadline: .after(.seconds(600))) }
    try await wait(untilRunning: true, "pg_sleep(62)")
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    try await wait(untilRunning: false, "pg_sleep(62)")
    #expect(try await connection.query("SELECT 1", deadline: soon)[0].get(0) == 1)
  }

  @Test("Cancelling a task that waits in line leaves the running one alone")
  func cancelledInLine() async throws {
    let connection = try await freshConnection()
    let key = [PostgresValue.int64(63)]
    let blocker = try PostgresConnection(connection.address)
    try await blocker.command("SELECT pg_advisory_lock($1)", key, deadline: soon)
    let running = Task { try await connection.query("SELECT pg_advisory_xact_lock($1)", key, deadline: soon).count }
    try await wait(untilRunning: true, "pg_advisory_xact_lock")
    let waiting = Task { try await connection.query("SELECT 2", deadline: soon) }
    waiting.cancel()
    try await blocker.command("SELECT pg_advisory_unlock($1)", key, deadline: soon)
    await #expect(throws: CancellationError.self) { try await waiting.value }
    #expect(try await running.value == 1)
  }

  @Test("A deadline that has passed sends nothing and keeps the connection")
  func passedDeadline() async throws {
    let connection = try await freshConnection()
    try await connection.open(deadline: soon)
    await #expect(throws: PostgresError.timedOut(after: .zero)) {
      try await connection.query("SELECT 1", deadline: .after(.zero))
    }
    #expect(await connection.isOpen)
  }
}
