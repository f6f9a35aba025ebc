import TestSupport
import Testing
import TriggerCore
import TriggerRedis

@Suite("Flaws around locks and clocks", .heavy) struct LockFlawTests {
  @Test("flaw 7: a handler's own lock error, or the loss of its lock, is told to nobody there; here it is")
  func swallowed() async throws {
    let (queue, python, ids) = try await Neighbours.serving(4)
    #expect(try await python.call("raise_lock_error", .integer(ids[0])) == nil)
    #expect(try await python.call("lose_lock", .integer(ids[1]), .text(queue.redisURL)) == nil)
    #expect(try await queue.record(ids[1]).successful == true)

    let gate = Gate()
    let processor = try queue.processor(lease: .seconds(6)) { context in
      guard context.record.id == ids[3] else { throw LockError() }
      try await RedisServer.command("SET", "djtriggers-\(ids[3])", "somebody", at: queue.redisURL)
      try await gate.passUnlessCancelled()
      return nil
    }
    let (failures, losses) = (await EventReader(processor), await EventReader(processor))
    try await processor.start()
    #expect(await failures.next(.gaveUp)?.text.contains("LockError") == true)
    #expect(await losses.next(.stale)?.trigger == ids[3])
    await processor.drain()
    #expect(try await queue.record(ids[3]).progress == Progress())
    #expect(try await RedisServer.command("GET", "djtriggers-\(ids[3])", at: queue.redisURL) == "somebody")
  }

  @Test("flaw 11: a Unix socket switches the library's locks off without a word; ours exclude over it")
  func unixSocket() async throws {
    let (queue, python, ids) = try await Neighbours.serving()
    let database = queue.redisURL.split(separator: "/").last ?? ""
    let address = "unix://\(try await RedisServer.shared().socketPath)?db=\(database)"
    let grants = try await RedisLock(address: address).acquire(ids, lease: .minutes(1))
    #expect(grants.map(\.id) == ids)
    #expect(try await queue.lock.acquire(ids, lease: .minutes(1)).isEmpty)
    #expect(try await python.call("process") == 1)
    #expect(try await python.call("one_round", ["DJTRIGGERS_REDIS_URL": .text(address)]) == nil)
    #expect(queue.pythonRuns == ids)
  }

  @Test("flaw 16: the library connects for each lock and ends with Redis; ours keeps one connection, waits and resumes")
  func connections() async throws {
    let server = try await RedisServer.dedicated()
    let queue = try Neighbours(database: await .fresh(.sqlite), redisURL: server.url())
    let python = try await queue.project.session()
    _ = try await queue.store.migrate(dryRun: false)
    _ = try await python.call("fire", "Breakfast", 20)
    let before = try await server.connections
    #expect(try await python.call("process") == 0)
    #expect(try await server.connections - before > 20)

    let ids = try await python.call("fire", "Breakfast", 20).ids
    let between = try await server.connections
    let processor = try queue.processor { _ in nil }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await Set(events.next(20, .succeeded)) == Set(ids))
    // One more is redis-cli's.
    #expect(try await server.connections - between <= 2)

    try await server.kill()
    let waiting = try await python.call("fire", "Breakfast", 2).ids
    #expect(try await python.call("one_round") == "ConnectionError")
    #expect(await events.next(.trouble)?.text.hasPrefix("No trigger runs without its lock") == true)
    #expect(try await queue.store.records(ids: waiting).allSatisfy { $0.processed == nil && $0.tries == 0 })
    try await server.start()
    #expect(await Set(events.next(2, .succeeded)) == Set(waiting))
    await processor.drain()
    #expect(try await queue.store.records(ids: waiting).map(\.successful) == [true, true])
  }

  @Test(
    "flaw 16: an application's clock that is ahead makes the library run what is not due; the database's decides here")
  func clocks() async throws {
    let (queue, python, ids) = try await Neighbours.serving()
    let scheduled = NewTrigger(type: "breakfast", after: .now + .minutes(30))
    let early = try await queue.store.fire([scheduled], now: nil)[0]
    let clock = ManualClock()
    let processor = try queue.processor(clock: clock) { _ in nil }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.succeeded)?.trigger == ids[0])
    clock.advance(by: .hours(1))
    let more = try await python.call("fire", "Breakfast", 1).ids
    clock.run()
    #expect(await events.next(.succeeded)?.trigger == more[0])
    await processor.drain()
    #expect(try await queue.record(early).processed == nil)

    #expect(try await python.call("one_round", 3_600) == nil)
    #expect(queue.pythonRuns == [early])
  }

  @Test("flaw 16: databases that share a Redis block each other's triggers there; with a prefix of their own not here")
  func prefix() async throws {
    let (queue, python, ids) = try await Neighbours.serving()
    let other = try RedisLock(address: queue.redisURL)
    let apart = try RedisLock(address: queue.redisURL, keyPrefix: "orders-")
    let grants = try await other.acquire(ids, lease: .minutes(1))
    #expect(try await python.call("process") == 1)
    #expect(try await apart.acquire(ids, lease: .minutes(1)).map(\.id) == ids)
    try await other.release(grants)
    #expect(try await python.call("process") == 0)
  }
}

/// Named like redis-py's.
private struct LockError: Error {}

extension RedisServer {
  /// Made since it was started.
  fileprivate var connections: Int {
    get async throws {
      let info = try await Self.command("INFO", "stats", at: url())
      let count = info.firstMatch(of: /total_connections_received:(\d+)/).flatMap { Int($0.1) }
      return try #require(count)
    }
  }
}
