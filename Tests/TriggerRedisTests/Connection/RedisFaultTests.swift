import BlockingIO
import TestSupport
import Testing
import TriggerRedis

@Suite("Redis that fails", .heavy)
struct RedisFaultTests {
  @Test("A server that stopped answering costs a call its deadline, no more, and is used again when it answers")
  func stoppedServer() async throws {
    let server = try await RedisServer.dedicated()
    let connection = try RedisConnection(RedisAddress(server.url()))
    try await connection.open(deadline: soon)
    try await server.suspend()
    let limit = Duration.milliseconds(500)
    let took = await ContinuousClock().measure {
      await #expect(throws: RedisError.timedOut(after: limit)) {
        try await connection.run(["PING"], deadline: .after(limit))
      }
    }
    #expect(took >= limit)
    #expect(await !connection.isOpen)
    await #expect(throws: RedisError.timedOut(after: limit)) {
      try await connection.open(deadline: .after(limit))
    }
    try await server.resume()
    #expect(try await connection.run(["PING"], deadline: soon) == .status("PONG"))
  }

  @Test("Writing to a server that died is an error, not the end of this process")
  func deadServer() async throws {
    let server = try await RedisServer.dedicated()
    let connection = try RedisConnection(RedisAddress(server.url()))
    let client = try await connection.run(["CLIENT", "ID"], deadline: soon).integer ?? 0
    // By another: a client that kills itself is answered before its connection is closed.
    let other = try RedisConnection(RedisAddress(server.url()))
    #expect(try await other.run(["CLIENT", "KILL", "ID", "\(client)"], deadline: soon) == .integer(1))
    #expect(try await connection.run(["PING"], deadline: soon) == .status("PONG"))
    let waiting = try await blocked(connection, at: server)
    try await server.kill()
    await #expect(throws: RedisError.self) { try await waiting.value }
    await #expect(
      throws: RedisError.unreachable("Redis at \(connection.address) cannot be reached: Connection refused.")
    ) {
      try await connection.run(["PING"], deadline: soon)
    }
    try await server.start()
    // It is left in peace for a moment.
    try await Patience.until { (try? await connection.open(deadline: soon)) != nil }
    #expect(try await connection.run(["PING"], deadline: soon) == .status("PONG"))
  }

  @Test("Cancelling a task ends its wait and gives the connection up")
  func cancellation() async throws {
    let server = try await RedisServer.dedicated()
    let connection = try RedisConnection(RedisAddress(server.url()))
    let task = try await blocked(connection, at: server)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await connection.run(["PING"], deadline: soon) == .status("PONG"))
  }

  @Test("A missing and a wrong password are each one sentence that does not hold it")
  func passwords() async throws {
    let server = try await RedisServer.dedicated()
    let admin = try RedisConnection(RedisAddress(server.url()))
    try await admin.run(["CONFIG", "SET", "requirepass", "r@ght"], deadline: soon)
    try await admin.run(["ACL", "SETUSER", "ann", "on", ">s3cret", "~*", "+@all"], deadline: soon)
    let target = server.url()
    await #expect(
      throws: RedisError.authentication(
        "Redis at \(target) asks for a password: give it in the URL, as redis://:password@host.")
    ) {
      try await RedisConnection(RedisAddress(target)).open(deadline: soon)
    }
    await #expect(
      throws: RedisError.authentication("Redis at \(target) refuses the login: wrong user name or password.")
    ) {
      try await RedisConnection(RedisAddress(server.url(login: ":wrong@"))).open(deadline: soon)
    }
    try await RedisConnection(RedisAddress(server.url(login: ":r%40ght@"))).open(deadline: soon)
    let ann = try RedisConnection(RedisAddress(server.url(database: 3, login: "ann:s3cret@")))
    #expect(try await ann.run(["ACL", "WHOAMI"], deadline: soon).text == "ann")
  }

  @Test("A database that does not exist is named")
  func unknownDatabase() async throws {
    let url = try await RedisServer.shared().url(database: 10_000)
    await #expect(
      throws: RedisError.unreachable("Redis at \(url) has no database 10000: name a smaller number in the URL.")
    ) {
      try await RedisConnection(RedisAddress(url)).open(deadline: soon)
    }
  }

  /// A call that waits at the server for what never comes.
  private func blocked(_ connection: RedisConnection, at server: RedisServer) async throws -> Task<
    [RedisReply], any Error
  > {
    let commands: [RedisCommand] = [["LPUSH", "begun", "1"], ["BLPOP", "nothing", "0"]]
    let task = Task { try await connection.run(commands, deadline: .after(.seconds(600))) }
    let observer = try RedisConnection(RedisAddress(server.url()))
    _ = try await observer.run(["BRPOP", "begun", "0"], deadline: .after(Patience.hang))
    return task
  }
}
