import Dispatch
import Logging
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
