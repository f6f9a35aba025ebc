import BlockingIO
import DriverContracts
import TestSupport
import Testing
import TriggerCore
import TriggerRedis

/// Locks in a Redis database of their own.
struct RedisLockFixture: LockFixture {
  let lock: any TriggerLock
  let url: String

  init(url: String) throws {
    self.url = url
    lock = try RedisLock(address: url)
  }

  static func fresh() async throws -> RedisLockFixture {
    try RedisLockFixture(url: try await RedisServer.shared().freshDatabase())
  }

  func another() async throws -> any TriggerLock { try RedisLock(address: url) }

  func hold(_ id: TriggerID, token: String) async throws {
    try await run(["SET", "djtriggers-\(id)", token, "NX"])
  }

  /// Past all code under test but the connection.
  @discardableResult
  func run(_ command: RedisCommand) async throws -> RedisReply {
    try await RedisConnection(RedisAddress(url)).run(command, deadline: .after(.seconds(10)))
  }
}
