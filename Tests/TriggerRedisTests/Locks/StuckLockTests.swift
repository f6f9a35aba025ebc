import TestSupport
import Testing
import TriggerCore

@testable import TriggerRedis

@Suite("A stuck lock (flaw 3)", .waiting) struct StuckLockTests {
  private let hour = Duration.hours(1)

  @Test("is found with its holder's age and node, oldest first; live and young ones are not")
  func found() async throws {
    let fixture = try await RedisLockFixture.fresh()
    let lock = try RedisLock(address: fixture.url)
    let began = Instant.now
    try await fixture.hold(1, token: token(age: .hours(3)))
    try await fixture.hold(2, token: token(age: .hours(5), node: 0x02fc_0000_0001))
    try await fixture.hold(3, token: token(age: .minutes(59)))
    try await fixture.run(["SET", "djtriggers-4", token(age: .hours(9)), "PX", "60000"])
    _ = try await lock.acquire([5], lease: .minutes(1))
    let found = try await lock.stuck(olderThan: hour, within: .minutes(5))
    #expect(found.isComplete)
    #expect(found.locks.map(\.id) == [2, 1])
    let oldest = try #require(found.locks.first?.holder)
    #expect(oldest.node == "02fc00000001")
    #expect(oldest.expiresIn == nil)
    let age = began.since(try #require(oldest.since))
    #expect(age <= .hours(5) && Instant.now.since(began) >= .hours(5) - age - .milliseconds(1))
  }

  @Test("is found among many keys, and what only looks like one is not")
  func amongMany() async throws {
    let fixture = try await RedisLockFixture.fresh()
    let lock = try RedisLock(address: fixture.url)
    let old = token(age: .hours(2))
    var words = ["MSET"]
    for number in 1...5_000 { words += ["session-\(number)", "x"] }
    for key in ["djtriggers-", "djtriggers-x", "djtriggers-07", "djtriggers-+7", "djtriggers-7 ", "xdjtriggers-7"] {
      words += [key, old]
    }
    words += ["djtriggers-\(TriggerID.max)", old]
    try await fixture.run(RedisCommand(words))
    try await fixture.run(["LPUSH", "djtriggers-8", old])
    let found = try await lock.stuck(olderThan: hour, within: .minutes(5))
    #expect(found.isComplete)
    #expect(found.locks.map(\.id) == [.max])
  }

  @Test("of a token that tells no time is shown, last, with no age")
  func unknownAge() async throws {
    let fixture = try await RedisLockFixture.fresh()
    let lock = try RedisLock(address: fixture.url)
    try await fixture.hold(1, token: "somebody")
    try await fixture.hold(2, token: token(age: .hours(2)))
    let found = try await lock.stuck(olderThan: hour, within: .minutes(5))
    #expect(found.locks.map(\.id) == [2, 1])
    #expect(found.locks.last?.holder.since == nil)
  }

  @Test("of a prefix with characters that mean something to Redis is found, and no other")
  func oddPrefix() async throws {
    let fixture = try await RedisLockFixture.fresh()
    let lock = try RedisLock(address: fixture.url, keyPrefix: "a?[b]*\\-")
    let old = token(age: .hours(2))
    try await fixture.run(["MSET", "a?[b]*\\-1", old, "aXbY\\-2", old, "djtriggers-3", old])
    #expect(try await lock.stuck(olderThan: hour, within: .minutes(5)).locks.map(\.id) == [1])
  }

  @Test("is released only while whom the operator saw still holds it")
  func released() async throws {
    let fixture = try await RedisLockFixture.fresh()
    let lock = try RedisLock(address: fixture.url)
    for id in 1...3 as ClosedRange<TriggerID> { try await fixture.hold(id, token: token(age: .hours(2))) }
    let seen = try await lock.stuck(olderThan: hour, within: .minutes(5)).locks
    try await fixture.run(["SET", "djtriggers-2", "somebody else"])
    try await fixture.run(["DEL", "djtriggers-3"])
    #expect(try await lock.release(stuck: seen).map(\.id) == [1])
    #expect(try await lock.holders(of: [1, 2, 3]).mapValues(\.token) == [2: "somebody else"])
    #expect(try await lock.release(stuck: []).isEmpty)
  }

  @Test("is never broken by itself: not by taking, renewing, giving back or looking")
  func neverBroken() async throws {
    let fixture = try await RedisLockFixture.fresh()
    let lock = try RedisLock(address: fixture.url)
    let old = token(age: .days(400))
    try await fixture.hold(1, token: old)
    #expect(try await lock.acquire([1], lease: .minutes(1)).isEmpty)
    let ours = LockGrant(id: 1, token: "ours")
    #expect(try await lock.extend([ours], lease: .minutes(1)).isEmpty)
    try await lock.release([ours])
    _ = try await lock.stuck(olderThan: hour, within: .minutes(5))
    #expect(try await fixture.run(["GET", "djtriggers-1"]).text == old)
    #expect(try await fixture.run(["PTTL", "djtriggers-1"]) == .integer(-1))
  }

  /// As a Python worker's that took its lock so long ago.
  private func token(age: Duration, node: UInt64 = 0x0242_ac11_0002) -> String {
    let sinceGregorian = UInt64((Instant.now - age).microseconds) * 10 + 131_659_776_000_000_000
    return LockToken(time: sinceGregorian, sequence: 7, node: node).hex
  }
}
