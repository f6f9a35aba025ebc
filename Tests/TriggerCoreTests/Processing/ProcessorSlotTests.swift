import Dispatch
import Synchronization
import TestSupport
import Testing
import TriggerCore

@Suite("Who runs beside whom", .waiting) struct ProcessorSlotTests {
  let bench = ProcessorBench()

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
}
