import TestSupport
import Testing
import TriggerCore

@testable import TriggerRedis

@Suite("A Redis lock", .waiting) struct RedisLockTests {
  @Test("is redis-py's on the wire: its key, a version-1 UUID, but with a lease")
  func wire() async throws {
    let fixture = try await RedisLockFixture.fresh()
    let (before, began) = (Instant.now, ContinuousClock.now)
    let grant = try #require(try await fixture.lock.acquire([4_411], lease: .seconds(30)).first)
    #expect(try await fixture.run(["GET", "djtriggers-4411"]).text == grant.token)
    #expect(grant.token.wholeMatch(of: /[0-9a-f]{12}1[0-9a-f]{3}[89ab][0-9a-f]{15}/) != nil)
    let left = try #require(try await fixture.run(["PTTL", "djtriggers-4411"]).integer)
    // What has run off of the lease is what has passed here; Redis rounds to milliseconds.
    #expect(left <= 30_000)
    #expect(.milliseconds(30_000 - left) <= ContinuousClock.now - began + .milliseconds(1))
    let holder = try #require(try await fixture.lock.holders(of: [4_411])[4_411])
    #expect(try #require(holder.since) >= before - .seconds(1))
    #expect(holder.node?.count == 12)
  }

  @Test("flaw 16: keeps apart queues whose keys would collide, by a prefix")
  func prefix() async throws {
    let fixture = try await RedisLockFixture.fresh()
    let other = try RedisLock(address: fixture.url, keyPrefix: "app[2]*-")
    _ = try await fixture.lock.acquire([1], lease: .minutes(1))
    #expect(try await other.acquire([1], lease: .minutes(1)).map(\.id) == [1])
    #expect(try await fixture.run(["EXISTS", "app[2]*-1"]) == .integer(1))
  }

  @Test("goes by scripts that Redis knows by the hash we name", arguments: [RedisScript.release, .extend, .regain])
  func hash(_ script: RedisScript) async throws {
    let fixture = try await RedisLockFixture.fresh()
    #expect(try await fixture.run(script.load).text == script.sha)
  }

  @Test("is renewed and given back though the server has forgotten the scripts")
  func forgottenScripts() async throws {
    let server = try await RedisServer.dedicated()
    let fixture = try RedisLockFixture(url: server.url())
    let grants = try await fixture.lock.acquire([1, 2], lease: .minutes(1))
    try await fixture.run(["SCRIPT", "FLUSH"])
    #expect(try await fixture.lock.extend(grants, lease: .minutes(2)) == grants)
    try await fixture.run(["SCRIPT", "FLUSH"])
    try await fixture.lock.release(grants)
    #expect(try await fixture.lock.holders(of: [1, 2]).isEmpty)
  }

  @Test("is somebody else's where its key holds no lock, and stays as it is")
  func otherKinds() async throws {
    let fixture = try await RedisLockFixture.fresh()
    try await fixture.run(["LPUSH", "djtriggers-1", "x"])
    #expect(try await fixture.lock.acquire([1, 2], lease: .minutes(1)).map(\.id) == [2])
    let holders = try await fixture.lock.holders(of: [1, 2])
    #expect(holders[1]?.obstacle == "the key djtriggers-1 holds a list, no lock; remove it by hand")
    #expect(holders[2]?.obstacle == nil && holders[2]?.isHere == true)
    await #expect(throws: StoreError.self) {
      try await fixture.lock.release([LockGrant(id: 1, token: "x")])
    }
    #expect(try await fixture.run(["EXISTS", "djtriggers-1"]) == .integer(1))
  }

  @Test(
    "flaw 11: an address that is no Redis URL is refused, never a silent switch-off",
    arguments: [
      "none", "", "http://127.0.0.1:6379", "rediss://:hunter2@db:6380/0", "127.0.0.1:6379",
    ])
  func badAddress(_ address: String) throws {
    let error = #expect(throws: StoreError.self) { try RedisLock(address: address) }
    guard case .refused(let sentence)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!sentence.contains("hunter2"))
  }

  @Test("flaw 11: locks over a Unix socket as over TCP")
  func unixSocket() async throws {
    let server = try await RedisServer.dedicated()
    let local = try RedisLock(address: "unix://\(server.socketPath)")
    let remote = try RedisLock(address: server.url())
    #expect(try await local.acquire([1], lease: .minutes(1)).count == 1)
    #expect(try await remote.acquire([1], lease: .minutes(1)).isEmpty)
  }
}

extension RedisScript: CustomTestStringConvertible {
  public var testDescription: String { source }
}
