import TestSupport
import Testing
import TriggerCore
import TriggerRedis

@Suite("When Redis is gone, a lock", .heavy) struct RedisLockFaultTests {
  @Test("is not got, says where and never a password, and is got again by itself")
  func outage() async throws {
    let server = try await RedisServer.dedicated()
    let lock = try RedisLock(address: server.url())
    _ = try await lock.acquire([1], lease: .minutes(1))
    try await server.kill()
    let error = await #expect(throws: StoreError.self) { try await lock.acquire([2], lease: .minutes(1)) }
    #expect("\(try #require(error))".contains("127.0.0.1:\(server.port)"))
    try await server.start()
    #expect(try await untilAcquired(2, lock).map(\.id) == [2])
  }

  @Test("hides the password of its address in every error")
  func masked() async throws {
    let lock = try RedisLock(address: "redis://ops:hunter2@127.0.0.1:\(try await RedisServer.shared().port)/0")
    let error = await #expect(throws: StoreError.self) { try await lock.acquire([1], lease: .minutes(1)) }
    guard case .notPermitted(let sentence, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!sentence.contains("hunter2"))
    #expect(!lock.address.contains("hunter2"))
  }

  @Test("says what to do where Redis refuses: a password too many, a database too high, a command not granted")
  func refusals() async throws {
    let server = try await RedisServer.dedicated()
    let fixture = try RedisLockFixture(url: server.url())
    try await fixture.run(["ACL", "SETUSER", "narrow", "on", ">pw", "~*", "+@all", "-evalsha", "-eval"])
    let cases = [
      (server.url(login: ":secret@"), "asks for no password, but the URL names one"),
      (server.url(database: 99_999), "has no database 99999: name a smaller number"),
    ]
    for (url, remedy) in cases {
      let lock = try RedisLock(address: url)
      let error = await #expect(throws: StoreError.self) { try await lock.acquire([1], lease: .minutes(1)) }
      #expect(error?.description.contains(remedy) == true, "\(String(describing: error))")
    }
    let narrow = try RedisLock(address: server.url(login: "narrow:pw@"))
    let grants = try await narrow.acquire([1], lease: .minutes(1))
    let error = await #expect(throws: StoreError.self) { try await narrow.release(grants) }
    #expect(error?.description.contains("evalsha") == true && error?.description.contains("ACL SETUSER") == true)
  }

  @Test("whose taking was never answered is given back when Redis answers again")
  func doubtfulTaking() async throws {
    let server = try await RedisServer.dedicated()
    let lock = try RedisLock(address: server.url(), limit: .seconds(2))
    let witness = try RedisLock(address: server.url())
    _ = try await lock.acquire([9], lease: .minutes(1))
    try await server.suspend()
    let error = await #expect(throws: StoreError.self) { try await lock.acquire([1, 2], lease: .minutes(1)) }
    guard case .timedOut? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    try await server.resume()
    // Redis carries out what it had received, though nobody waits for it any more.
    try await Patience.until { try await witness.holders(of: [1, 2]).count == 2 }
    #expect(try await lock.acquire([3], lease: .minutes(1)).count == 1)
    #expect(try await witness.holders(of: [1, 2, 3, 9]).keys.sorted() == [3, 9])
  }

  @Test("whose giving back failed is given back when Redis answers again")
  func doubtfulGivingBack() async throws {
    let server = try await RedisServer.dedicated()
    let lock = try RedisLock(address: server.url(), limit: .seconds(2))
    let grants = try await lock.acquire([1], lease: .minutes(1))
    await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      await #expect(throws: CancellationError.self) { try await lock.release(grants) }
    }.value
    #expect(try await lock.holders(of: [1]).count == 1)
    _ = try await lock.acquire([2], lease: .minutes(1))
    #expect(try await lock.holders(of: [1, 2]).keys.sorted() == [2])
  }

  @Test("of which some were refused is not kept by halves")
  func refusedInPart() async throws {
    let server = try await RedisServer.dedicated()
    let fixture = try RedisLockFixture(url: server.url())
    try await fixture.run(["ACL", "SETUSER", "narrow", "on", ">pw", "~djtriggers-1", "~djtriggers-3", "+@all"])
    let lock = try RedisLock(address: server.url(login: "narrow:pw@"))
    let error = await #expect(throws: StoreError.self) { try await lock.acquire([1, 2, 3], lease: .minutes(1)) }
    guard case .notPermitted? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try await fixture.lock.holders(of: [1, 2, 3]).isEmpty)
  }

  private func untilAcquired(_ id: TriggerID, _ lock: RedisLock) async throws -> [LockGrant] {
    var grants: [LockGrant] = []
    try await Patience.until {
      grants = (try? await lock.acquire([id], lease: .minutes(1))) ?? []
      return !grants.isEmpty
    }
    return grants
  }
}
