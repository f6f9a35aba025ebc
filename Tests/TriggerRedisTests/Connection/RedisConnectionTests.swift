import BlockingIO
import TestSupport
import Testing
import TriggerRedis

@Suite("Redis connection", .waiting)
struct RedisConnectionTests {
  @Test("Each kind of reply is told apart, in the order of the commands")
  func replies() async throws {
    let connection = try await freshConnection()
    let replies = try await connection.run(
      [
        ["SET", "a", "日本 \r\n \0"], ["SET", "a", "x", "NX"], ["GET", "a"], ["INCR", "n"], ["LPUSH", "l", "1", ""],
        ["LRANGE", "l", "0", "-1"], ["INCR", "a"], ["KEYS", "nothing*"],
        ["EVAL", "return {1, false, {'deep'}}", "0"],
      ], deadline: soon)
    #expect(
      replies == [
        .status("OK"), .null, .string(Array("日本 \r\n \0".utf8)), .integer(1), .integer(2),
        .array([.string([]), .string(Array("1".utf8))]), .error("ERR value is not an integer or out of range"),
        .array([]), .array([.integer(1), .null, .array([.string(Array("deep".utf8))])]),
      ])
    #expect(replies[2].text == "日本 \r\n \0")
  }

  @Test("Any bytes go and come unchanged")
  func binary() async throws {
    let connection = try await freshConnection()
    let bytes = (0...255).map { UInt8($0) }
    try await connection.run(RedisCommand(words: [Array("SET".utf8), bytes, bytes]), deadline: soon)
    let reply = try await connection.run(RedisCommand(words: [Array("GET".utf8), bytes]), deadline: soon)
    #expect(reply == .string(bytes))
  }

  @Test("A refused command throws by itself, and the connection goes on")
  func refusedCommand() async throws {
    let connection = try await freshConnection()
    await #expect(throws: RedisError.server("ERR wrong number of arguments for 'get' command")) {
      try await connection.run(["GET"], deadline: soon)
    }
    #expect(try await connection.run(["PING"], deadline: soon) == .status("PONG"))
  }

  @Test("A pipeline larger than all buffers does not lock up")
  func largePipeline() async throws {
    let connection = try await freshConnection()
    let large = String(repeating: "x", count: 1_000)
    let commands = (0..<20_000).map { _ in RedisCommand(["ECHO", large]) }
    let replies = try await connection.run(commands, deadline: soon)
    #expect(replies.count == 20_000)
    #expect(replies.allSatisfy { $0 == .string(Array(large.utf8)) })
  }

  @Test("The database of the URL is used, over TCP and over the Unix socket alike")
  func databases() async throws {
    let server = try await RedisServer.shared()
    let tcp = try await freshConnection()
    try await tcp.run(["SET", "k", "v"], deadline: soon)
    let other = try await freshConnection()
    #expect(try await other.run(["GET", "k"], deadline: soon) == .null)
    let unix = try RedisConnection(RedisAddress("unix://\(server.socketPath)?db=\(tcp.address.database)"))
    #expect(try await unix.run(["GET", "k"], deadline: soon).text == "v")
  }

  @Test("Calls of many tasks on one connection do not mix")
  func areSerial() async throws {
    let connection = try await freshConnection()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          let replies = try await connection.run([["ECHO", "\(number)"], ["ECHO", "!"]], deadline: soon)
          #expect(replies.map(\.text) == ["\(number)", "!"])
        }
      }
      try await group.waitForAll()
    }
  }
}
