import Dispatch
import Logging
import Synchronization
import TestSupport
import Testing
import TriggerCore

@Suite(.waiting) struct ProcessorRunTests {
  let bench = ProcessorBench()

  @Test("a due trigger runs, and its success is recorded with its result")
  func success() async throws {
    let ids = try await bench.fire(source: ["invoice", 4411])
    let processor = try bench.processor(results: ResultLogging("DatabaseLogger")) {
      try $0.handle("job") { context in
        #expect(context.record.source?.parts == ["invoice", "4411"])
        #expect(context.dictionary.isEmpty && !context.forced)
        return "paid"
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.succeeded)?.trigger == ids[0])
    await processor.drain()
    let detail = try #require(try await bench.store.detail(of: ids[0], now: nil))
    #expect(detail.row.record.progress == Progress(processed: bench.clock.now, successful: true))
    #expect(detail.results == ["paid"])
    #expect(detail.attempts.isEmpty)
    #expect(detail.row.running == nil)
    #expect(await processor.status.succeeded == 1)
  }

  @Test("types without a handler are left alone")
  func unhandled() async throws {
    let other = try await bench.fire("other")
    _ = try await bench.fire("job")
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.succeeded)
    await processor.drain()
    #expect(try await bench.record(other[0])?.progress == Progress())
  }

  @Test("flaw 17: a failure is counted, kept with its error and put off by the backoff")
  func failure() async throws {
    let id = try await bench.fire()[0]
    let processor = try bench.processor { try $0.handle("job") { _ in throw BankTimeout() } }
    let events = await EventReader(processor)
    try await processor.start()
    let event = await events.next(.failed)
    #expect(event?.text == "Processing of job \(id) raised a BankTimeout (try nr. 1)\nThe bank did not answer.")
    await processor.drain()
    #expect(try await bench.record(id)?.progress == Progress(tries: 1, after: bench.clock.now + .seconds(15)))
    let attempt = try #require(try await bench.attempts(of: id).first)
    #expect(attempt.outcome == .failed && attempt.number == 1 && attempt.started == bench.clock.now)
    #expect(attempt.error == AttemptError(type: "BankTimeout", message: "The bank did not answer."))
    #expect(attempt.processor?.contains(":") == true)
    #expect(bench.log.texts(at: .warning).isEmpty && bench.log.texts(at: .error).isEmpty)
  }

  @Test("with default limits the first three tries are silent, the fourth warns and the fifth gives up, word for word")
  func givingUp() async throws {
    let id = try await bench.fire()[0]
    let settings = ProcessorSettings(lifecycle: Lifecycle(backoff: .none), poll: ProcessorBench.briskPoll)
    let processor = try bench.processor(settings: settings) { try $0.handle("job") { _ in throw BankTimeout() } }
    let events = await EventReader(processor)
    try await processor.start()
    bench.clock.run(leaping: .milliseconds(500))
    #expect(await events.next(.gaveUp)?.level == .error)
    await processor.drain()
    #expect(bench.log.texts(at: .warning) == ["Processing of job \(id) raised a BankTimeout (try nr. 4)"])
    #expect(bench.log.texts(at: .error) == ["Processing of job \(id) raised a BankTimeout (try nr. 5)"])
    #expect(try await bench.record(id)?.state(limits: TryLimits(), now: bench.clock.now) == .failed)
    #expect(try await bench.attempts(of: id).map(\.number) == [5, 4, 3, 2, 1])
    #expect(await processor.status.failed == 5)
  }

  @Test("what a handler puts off is reckoned from the database's clock, carried on while it runs")
  func databaseClock() async throws {
    let id = try await bench.fire()[0]
    let clock = bench.clock
    let processor = try bench.processor {
      try $0.handle("job") { context in
        clock.advance(by: .seconds(3))
        throw ProcessLater(at: context.now + .minutes(30))
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.later)
    await processor.drain()
    #expect(try await bench.record(id)?.after == .noon + .seconds(3) + .minutes(30))
  }

  @Test("a handler that asks for another time is run then, and no try is counted")
  func later() async throws {
    let id = try await bench.fire()[0]
    let time = bench.clock.now + .hours(8)
    let processor = try bench.processor { try $0.handle("job") { _ in throw ProcessLater(at: time) } }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.later)
    await processor.drain()
    #expect(try await bench.record(id)?.progress == Progress(after: time))
    #expect(try await bench.attempts(of: id).isEmpty)
  }

  @Test("a trigger that falls due is run at its time, not at the next poll")
  func fallingDue() async throws {
    let id = try await bench.fire(after: bench.clock.now + .milliseconds(100))[0]
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    await bench.clock.timer(of: .milliseconds(101))
    bench.clock.advance(by: .milliseconds(101))
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
  }

  @Test("an idle processor wakes for a trigger fired meanwhile")
  func wakeup() async throws {
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    await bench.clock.timer(of: .milliseconds(250))
    let id = try await bench.fire()[0]
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
  }

  @Test("handlers that block run beside each other, as many as there are slots and no more")
  func concurrency() async throws {
    _ = try await bench.fire(count: 20)
    let slots = 6
    let inside = Mutex((now: 0, most: 0))
    let everybody = DispatchSemaphore(value: 0)
    let processor = try bench.processor(settings: ProcessorSettings(concurrency: slots)) {
      try $0.handle("job") { _ in
        let count = inside.withLock { inside in
          inside.now += 1
          inside.most = max(inside.most, inside.now)
          return inside.now
        }
        // The first six wait for each other on their threads: with fewer threads than slots nothing would go on.
        if count == slots { for _ in 0..<slots { everybody.signal() } }
        if inside.withLock({ $0.most }) <= slots, everybody.wait(timeout: .now() + 20) == .timedOut {
          throw BankTimeout()
        }
        everybody.signal()
        inside.withLock { $0.now -= 1 }
        return nil
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(20, .succeeded).count == 20)
    #expect(inside.withLock { $0.most } == slots)
    await processor.drain()
  }

  @Test("a result logger that blocks holds up its own slot only")
  func slowResultLogger() async throws {
    let slow = try await bench.fire("slow")[0]
    let logger = BlockingLogger()
    let results = try ResultLogging(nil, byType: ["slow": "mine"], loggers: ["mine": logger])
    let processor = try bench.processor(settings: ProcessorSettings(concurrency: 2), results: results) {
      try $0.handle("slow") { _ in "done" }
      try $0.handle("job") { _ in nil }
    }
    let events = await EventReader(processor)
    try await processor.start()
    await logger.begun.pass()
    let id = try await bench.fire()[0]
    #expect(await events.next(.succeeded)?.trigger == id)
    logger.semaphore.signal()
    #expect(await events.next(.succeeded)?.trigger == slow)
    await processor.drain()
    #expect(try await bench.store.detail(of: slow, now: nil)?.results == ["done"])
  }

  @Test("flaw 6: a slow trigger and one whose data is no good hold up nobody")
  func poison() async throws {
    let gate = Gate()
    let slow = try await bench.fire("slow")[0]
    let bad = try await bench.fire("pay_bill")[0]
    let good = try await bench.fire("job", count: 50)
    let processor = try bench.processor(settings: ProcessorSettings(concurrency: 2)) {
      try $0.handle("slow") { _ in
        await gate.pass()
        return nil
      }
      try $0.handle("job") { _ in nil }
      try $0.register(PayBill.self)
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.failed)?.trigger == bad)
    #expect(Set(await events.next(50, .succeeded)) == Set(good))
    #expect(await processor.status.runs.map(\.id) == [slow])
    let error = try await bench.attempts(of: bad).first?.error
    #expect(error?.message == "The data is no PayBill: it has no field amount.")
    gate.open()
    #expect(await events.next(.succeeded)?.trigger == slow)
    await processor.drain()
  }

  @Test("a type of which nothing is due keeps no other from running, however seldom it is looked for")
  func quiet() async throws {
    let ids = try await bench.fire("busy", count: 9)
    let settings = ProcessorSettings(concurrency: 1, typeConcurrency: ["quiet": 1], poll: .hours(1)...(.hours(2)))
    let processor = try bench.processor(settings: settings) {
      for type in ["busy", "quiet"] { try $0.handle(type) { _ in nil } }
    }
    let events = await EventReader(processor)
    try await processor.start()
    for _ in ids { #expect(await events.next(.succeeded)?.type == "busy") }
    await processor.drain()
  }

  @Test("a type that hangs keeps no other from running")
  func hanging() async throws {
    let gate = Gate()
    _ = try await bench.fire("hanging", count: 8)
    let quick = try await bench.fire("quick", count: 3)
    let processor = try bench.processor(settings: ProcessorSettings(concurrency: 4)) {
      try $0.handle("hanging") { _ in
        await gate.pass()
        return nil
      }
      try $0.handle("quick") { _ in nil }
    }
    let events = await EventReader(processor)
    try await processor.start()
    var done: Set<TriggerID> = []
    for _ in quick { done.formUnion([await events.next(.succeeded)?.trigger].compactMap(\.self)) }
    #expect(done == Set(quick))
    #expect(await processor.status.runs.map(\.type) == Array(repeating: "hanging", count: 3))
    gate.open()
    await processor.drain()
  }

  @Test("of a type of which the number at once is configured no more run, and nothing more is claimed")
  func typeConcurrency() async throws {
    let gate = Gate()
    let ids = try await bench.fire(count: 5)
    let running = Mutex((now: 0, most: 0))
    let processor = try bench.processor(settings: ProcessorSettings(concurrency: 4, typeConcurrency: ["job": 2])) {
      try $0.handle("job") { _ in
        running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        await gate.pass()
        running.withLock { $0.now -= 1 }
        return nil
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    for _ in 1...2 { _ = await events.next(.started) }
    let page = try await bench.store.page(PageQuery(filter: .unprocessed), now: nil)
    #expect(page.rows.count { $0.running != nil } == 2)
    gate.open()
    for _ in ids { _ = await events.next(.succeeded) }
    #expect(running.withLock { $0.most } == 2)
    await processor.drain()
  }

  @Test("more slots take effect at once")
  func setConcurrency() async throws {
    let ids = try await bench.fire(count: 2)
    let gate = Gate()
    let processor = try bench.processor(settings: ProcessorSettings(concurrency: 1)) {
      try $0.handle("job") { _ in
        await gate.pass()
        return nil
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.started)
    await processor.setConcurrency(2)
    _ = await events.next(.started)
    #expect(Set(await processor.status.runs.map(\.id)) == Set(ids))
    gate.open()
    await processor.drain()
  }

  @Test("each recorded outcome is counted once, under the library's names")
  func metrics() async throws {
    _ = try await bench.fire(after: bench.clock.now - .milliseconds(90_500))
    let settings = ProcessorSettings(lifecycle: Lifecycle(limits: TryLimits(warning: 0, error: 1)))
    _ = try await bench.fire("bad")
    let processor = try bench.processor(settings: settings) {
      try $0.handle("job") { _ in nil }
      try $0.handle("bad") { _ in throw BankTimeout() }
    }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.gaveUp)
    await processor.drain()
    #expect(try bench.metrics.expectCounter("triggers.job.processed").values == [1])
    #expect(try bench.metrics.expectCounter("triggers.bad.failed").values == [1])
    #expect(try bench.metrics.expectRecorder("triggers.job.process_delay_seconds").values == [90.5])
  }
}

private struct BlockingLogger: ResultLogger {
  let begun = Gate()
  let semaphore = DispatchSemaphore(value: 0)

  func rows(for result: TriggerResult, of record: TriggerRecord, logger: Logger) -> [String] {
    begun.open()
    semaphore.wait()
    return [result.text]
  }
}

struct PayBill: Trigger, Equatable {
  static let typed = "pay_bill"
  var amount: Int
  var recipientID: Int
  var note: String?

  func process(_ context: ProcessContext) async throws -> TriggerResult? {
    if context.dictionary["refuse"] == .bool(true) { throw BankTimeout() }
    return "paid \(amount) to \(recipientID)"
  }
}
