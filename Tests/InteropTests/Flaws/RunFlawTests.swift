import MetricsTestKit
import TestSupport
import Testing
import TriggerCore
import TriggerRedis

@Suite("Flaws around rounds", .heavy) struct RunFlawTests {
  /// No second try within a test, however busy the machine.
  private let slow = Lifecycle(backoff: .exponential(base: .hours(1)))

  @Test("flaws 6 and 17: one error ends the library's round and is kept nowhere; ours goes on, keeps it and backs off")
  func oneError() async throws {
    let (queue, python, _) = try await Neighbours.serving(0)
    let bad = try await python.call("fire", "PayBill", 1, ["amount": -1, "recipient": "r"]).ids
    let good = try await python.call("fire", "PayBill", 2, ["amount": 1, "recipient": "r"]).ids
    #expect(try await python.call("one_round") == "ValueError")
    #expect(queue.pythonRuns == bad)
    let row = try await python.call("show", .integer(bad[0]))
    #expect(row["number_of_tries"] == 1 && row["process_after"] == nil && row["results"] == .array([]))

    var registry = HandlerRegistry()
    try registry.handle("pay_bill") { context in
      if context.data?["amount"] == -1 { throw AttemptError(type: "ValueError", message: "no negative bills") }
      return nil
    }
    let processor = Processor(
      store: queue.store, registry: registry, lock: queue.lock, settings: ProcessorSettings(lifecycle: slow))
    let (failures, successes) = (await EventReader(processor), await EventReader(processor))
    try await processor.start()
    #expect(await failures.next(.failed)?.trigger == bad[0])
    #expect(await Set(successes.next(2, .succeeded)) == Set(good))
    await processor.drain()
    let detail = try #require(try await queue.store.detail(of: bad[0], now: nil))
    #expect(detail.attempts.map(\.error?.message) == ["no negative bills"])
    #expect(detail.row.record.tries == 2)
    #expect(try #require(detail.row.record.after) > detail.at)
  }

  @Test("flaw: each round of the library queues for Celery again what is queued; we send it once")
  func dispatch() async throws {
    let (queue, python, ids) = try await Neighbours.serving()
    for _ in 1...2 { #expect(try await python.call("send_all") == nil) }
    #expect(try await RedisServer.command("LLEN", "celery", at: queue.redisURL) == "2")
    try await RedisServer.command("DEL", "celery", at: queue.redisURL)

    let dispatcher = CeleryDispatcher(
      store: queue.store, broker: try CeleryBroker(address: queue.redisURL),
      models: ["breakfast": try #require(CeleryModel("billing.Breakfast"))],
      settings: CelerySettings(poll: .milliseconds(10)...(.milliseconds(50))))
    await dispatcher.start()
    try await Patience.until { await dispatcher.status.sent == 1 }
    // Sent by a later round, which found both due.
    let more = try await python.call("fire", "Breakfast", 1).ids
    try await Patience.until { await dispatcher.status.sent > 1 }
    await dispatcher.stop()
    #expect(try await RedisServer.command("LLEN", "celery", at: queue.redisURL) == "2")
    let claims = try await queue.store.processors(now: nil).claims
    #expect(Set(claims.map(\.id)) == Set(ids + more))
  }

  @Test("flaw: the library counts what it did not run, and not what failed; we count each outcome once")
  func counts() async throws {
    let (queue, python, _) = try await Neighbours.serving(0)
    let locked = try await python.call("fire", "Breakfast", 1).ids
    let bad = try await python.call("fire", "PayBill", 1, ["amount": -1, "recipient": "r"]).ids
    let grants = try await queue.lock.acquire(locked, lease: .minutes(1))
    let processed = "triggers.breakfast.processed"
    #expect(try await python.call("counted") == .array([.text(processed)]))
    #expect(queue.pythonRuns == bad)
    // And a worker would count it again.
    #expect(try await python.call("counted", true) == .array([.text(processed), "triggers.pay_bill.processed"]))

    let metrics = TestMetrics()
    var registry = HandlerRegistry()
    try registry.register(Breakfast.self)
    try registry.handle("pay_bill") { _ in throw ProcessError.noSuchTrigger(0) }
    let settings = ProcessorSettings(
      lifecycle: slow, hold: .milliseconds(50), poll: .milliseconds(10)...(.milliseconds(50)))
    let processor = Processor(
      store: queue.store, registry: registry, lock: queue.lock, settings: settings, metrics: metrics)
    let (skips, ends) = (await EventReader(processor), await EventReader(processor))
    try await processor.start()
    #expect(await skips.next(.skipped)?.trigger == locked[0])
    #expect(await ends.next(.failed)?.trigger == bad[0])
    try await queue.lock.release(grants)
    #expect(await ends.next(.succeeded)?.trigger == locked[0])
    await processor.drain()
    #expect(try await queue.record(locked[0]).successful == true)
    #expect(try metrics.expectCounter(processed).values == [1])
    #expect(try metrics.expectCounter("triggers.pay_bill.failed").values == [1])
    #expect(try metrics.expectCounter("triggers.pay_bill.processed").values.isEmpty)
  }
}
