import TestSupport
import Testing
import TriggerCore
import TriggerSQLite

@testable import TriggerRedis

@Suite("A Celery dispatcher at work", .waiting) struct CeleryLoopTests {
  private let quick = CelerySettings(poll: .milliseconds(1)...(.milliseconds(20)))

  @Test("sends what is fired until it is stopped, and not after that")
  func loop() async throws {
    let bench = try await CeleryBench.fresh()
    let store = SQLiteStore.inMemory()
    let model = try #require(CeleryModel("billing.PayBill"))
    let dispatcher = CeleryDispatcher(
      store: store, broker: bench.broker, models: ["pay_bill": model], settings: quick)
    await dispatcher.start()
    for id in 1...3 {
      try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
      #expect(try await bench.awaitMessage()?.arguments == #"[\#(id),"billing","PayBill"]"#)
    }
    #expect(await dispatcher.status.isRunning)
    await dispatcher.stop()
    try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    #expect(await dispatcher.status == CeleryStatus(isRunning: false, sent: 3, outstanding: 3, trouble: nil))
    await dispatcher.start()
    #expect(try await bench.awaitMessage()?.arguments == #"[4,"billing","PayBill"]"#)
    await dispatcher.stop()
  }

  @Test("says what is wrong, and goes on by itself once it is mended")
  func recovery() async throws {
    let bench = try await CeleryBench.fresh()
    let model = try #require(CeleryModel("billing.PayBill"))
    let clock = ManualClock()
    let store = FaultyStore(SQLiteStore.inMemory(), clock: clock)
    store.fail(.claim)
    let dispatcher = CeleryDispatcher(store: store, broker: bench.broker, models: ["pay_bill": model], settings: quick)
    await dispatcher.start()
    await store.called(.claim, times: 2)
    #expect(await dispatcher.status.trouble == "The database is gone.")
    _ = try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    store.heal(.claim)
    #expect(try await bench.awaitMessage() != nil)
    await dispatcher.stop()
    #expect(await dispatcher.status.trouble == nil)
  }

  @Test("is seen among the processors while it sends, holds what it sent, and tells what it does")
  func seen() async throws {
    let bench = try await CeleryBench.fresh()
    let store = SQLiteStore.inMemory()
    let model = try #require(CeleryModel("billing.PayBill"))
    let dispatcher = CeleryDispatcher(store: store, broker: bench.broker, models: ["pay_bill": model], settings: quick)
    var events = dispatcher.events().makeAsyncIterator()
    try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    await dispatcher.start()
    #expect(try await bench.awaitMessage() != nil)
    #expect(await events.next()?.text == "Sending to Celery's queue celery has begun.")
    let sent = await events.next()
    #expect(sent?.kind == .sent && sent?.trigger == 1 && sent?.text == "Sent pay_bill 1 to Celery's queue celery.")
    let overview = try await store.processors(now: nil)
    #expect(overview.processors.map(\.types) == [["pay_bill"]] && overview.processors.first?.inFlight == 1)
    #expect(overview.processors.first?.id == (await dispatcher.status.processorID))
    #expect(overview.claims.map(\.processorID) == overview.processors.map(\.id))
    await dispatcher.stop()
    #expect(
      await events.next()?.text
        == "Sending to Celery's queue celery has ended; 1 sent and not yet known to have been run.")
    #expect(try await store.processors(now: nil).processors.isEmpty)
    #expect(await dispatcher.status.processorID == nil)
  }

  @Test("beside which Python's own rounds and cleanings can be asked for")
  func asking() async throws {
    let bench = try await CeleryBench.fresh()
    try await bench.broker.ask(.processTriggers)
    try await bench.broker.ask(.cleanTriggers)
    let first = try #require(try await bench.receive())
    #expect(first == ("djtriggers.tasks.process_triggers", "[]"))
    #expect(try await bench.receive()?.task == "djtriggers.tasks.clean_triggers")
  }
}
