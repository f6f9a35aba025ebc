import TestSupport
import Testing
import TriggerCore

@testable import TriggerRedis

@Suite("The Celery dispatcher", .waiting) struct CeleryDispatcherTests {
  @Test("sends what is due of its types, oldest first, and holds no lock")
  func due() async throws {
    let bench = try await CeleryBench.fresh()
    try await bench.fire(2)
    try await bench.fire(after: .noon + .hours(1))
    try await bench.fire(type: "other")
    try await bench.fire(type: "breakfast", after: .noon - .hours(1))
    bench.clock.advance(by: .seconds(1))
    #expect(try await bench.dispatcher.sendDue() == 3)
    let first = try #require(try await bench.receive())
    #expect(first.task == "djtriggers.tasks.process_trigger")
    #expect(first.arguments == #"[5,"billing","Breakfast"]"#)
    #expect(try await bench.receiveAll() == [#"[1,"billing","PayBill"]"#, #"[2,"billing","PayBill"]"#])
    #expect(try await bench.run(["KEYS", "*"]) == .array([.string(Array("_kombu.binding.celery".utf8))]))
    #expect(
      try await bench.run(["SMEMBERS", "_kombu.binding.celery"])
        == .array([.string(Array("celery\u{6}\u{16}\u{6}\u{16}celery".utf8))]))
  }

  @Test("sends nothing twice while its message is on its way (flaw: every round queues every due row again)")
  func once() async throws {
    let bench = try await CeleryBench.fresh()
    try await bench.fire(3)
    #expect(try await bench.dispatcher.sendDue() == 3)
    #expect(try await bench.dispatcher.sendDue() == 0)
    #expect(try await bench.receiveAll().count == 3)
    #expect(try await bench.dispatcher.sendDue() == 0)
    #expect(await bench.dispatcher.status.outstanding == 3)
  }

  @Test("keeps our own processors away from what it sent")
  func claims() async throws {
    let bench = try await CeleryBench.fresh()
    try await bench.fire()
    _ = try await bench.dispatcher.sendDue()
    let request = ClaimRequest(.due(types: ["pay_bill"]), limit: 9, processorID: "p", lease: .minutes(1))
    #expect(try await bench.store.claim(request, now: nil).isEmpty)
  }

  @Test("ends a claim when the worker has run the trigger, put it off, or somebody removed it")
  func ends() async throws {
    let bench = try await CeleryBench.fresh()
    try await bench.fire(4)
    _ = try await bench.dispatcher.sendDue()
    try await bench.processed([1])
    try await bench.save(2, "process_after = '2026-11-23 15:00:00'")
    try await bench.save(3, "date_received = '2026-11-23 12:00:07'")
    #expect(try await bench.receiveAll().count == 4)
    #expect(try await bench.dispatcher.sendDue() == 1)
    #expect(try await bench.receiveAll() == [#"[3,"billing","PayBill"]"#])
    #expect(await bench.dispatcher.status.outstanding == 2)
    #expect(try await bench.claims() == 2)
  }

  @Test("gives a trigger that a worker failed the pause that Python does not")
  func backoff() async throws {
    let bench = try await CeleryBench.fresh(CelerySettings(backoff: .exponential(base: .seconds(40))))
    try await bench.fire()
    _ = try await bench.dispatcher.sendDue()
    _ = try await bench.receiveAll()
    try await bench.save(1, "number_of_tries = 2")
    #expect(try await bench.dispatcher.sendDue() == 0)
    // Where Python's workers read it too.
    #expect(try await bench.store.records(ids: [1]).first?.after == .noon + .seconds(80))
    #expect(try await bench.claims() == 0)
    bench.clock.advance(by: .seconds(79))
    #expect(try await bench.dispatcher.sendDue() == 0)
    bench.clock.advance(by: .seconds(2))
    #expect(try await bench.dispatcher.sendDue() == 1)
  }

  @Test("leaves alone what a worker failed and somebody postponed, and what it gave up")
  func noBackoff() async throws {
    let bench = try await CeleryBench.fresh(CelerySettings(backoff: .exponential(base: .seconds(40))))
    try await bench.fire(2)
    _ = try await bench.dispatcher.sendDue()
    try await bench.save(1, "number_of_tries = 1, process_after = '2026-11-23 15:00:00'")
    try await bench.save(2, "number_of_tries = 5, date_processed = '2026-11-23 12:00:01', successful = FALSE")
    let before = try await bench.store.records(ids: [1, 2])
    #expect(try await bench.dispatcher.sendDue() == 0)
    #expect(try await bench.store.records(ids: [1, 2]) == before)
    #expect(try await bench.claims() == 0)
  }

  @Test("sends again at once what an operator retries, though its message may still be on its way")
  func retried() async throws {
    let bench = try await CeleryBench.fresh()
    try await bench.fire()
    _ = try await bench.dispatcher.sendDue()
    let target = Target(try #require(try await bench.store.records(ids: [1]).first))
    let anna = Operator(name: "anna", host: "web3")
    let report = try await bench.store.apply(.retry(keepTries: false), to: [target], by: anna, now: nil)
    #expect(report.done.count == 1)
    #expect(try await bench.dispatcher.sendDue() == 1)
    #expect(try await bench.receiveAll().count == 2)
    #expect(await bench.dispatcher.status.outstanding == 1)
    #expect(try await bench.dispatcher.sendDue() == 0)
  }

  @Test("sweeps what a sender that is gone has left behind")
  func swept() async throws {
    let bench = try await CeleryBench.fresh()
    try await bench.fire(2)
    let request = ClaimRequest(
      .due(types: ["pay_bill"]), limit: 9, kind: .sent, processorID: "gone", lease: .minutes(10))
    _ = try await bench.store.claim(request, now: nil)
    try await bench.processed([1])
    #expect(try await bench.dispatcher.sendDue() == 0)
    #expect(try await bench.claims() == 1)
  }

  @Test("sends again what no worker ever came to, after the lease")
  func lost() async throws {
    let bench = try await CeleryBench.fresh(CelerySettings(lease: .minutes(5)))
    try await bench.fire()
    _ = try await bench.dispatcher.sendDue()
    _ = try await bench.receiveAll()
    bench.clock.advance(by: .minutes(5) - .seconds(1))
    #expect(try await bench.dispatcher.sendDue() == 0)
    bench.clock.advance(by: .seconds(1))
    #expect(try await bench.dispatcher.sendDue() == 1)
  }

  @Test("has no more outstanding than it may")
  func room() async throws {
    let bench = try await CeleryBench.fresh(CelerySettings(mostOutstanding: 5))
    try await bench.fire(8)
    #expect(try await bench.dispatcher.sendDue() == 5)
    _ = try await bench.receiveAll()
    #expect(try await bench.dispatcher.sendDue() == 0)
    try await bench.processed([1, 2])
    #expect(try await bench.dispatcher.sendDue() == 2)
  }

  @Test("adds nothing to a queue that is long already, whoever filled it")
  func backlog() async throws {
    let bench = try await CeleryBench.fresh(CelerySettings(mostOutstanding: 3))
    try await bench.fire()
    try await bench.run(["LPUSH", "celery", "a", "b", "c"])
    #expect(try await bench.dispatcher.sendDue() == 0)
    #expect(try await bench.claims() == 0)
    try await bench.run(["RPOP", "celery"])
    #expect(try await bench.dispatcher.sendDue() == 1)
  }

  @Test("sends thousands of triggers, a batch at a time, each once")
  func many() async throws {
    let bench = try await CeleryBench.fresh(CelerySettings(mostOutstanding: 10_000))
    let ids = try await bench.fire(1_200)
    var sent = 0
    while case let count = try await bench.dispatcher.sendDue(), count > 0 { sent += count }
    #expect(sent == ids.count)
    #expect(try await bench.receiveAll() == ids.map { #"[\#($0),"billing","PayBill"]"# })
  }
}
