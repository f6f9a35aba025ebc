import TestSupport
import Testing
import TriggerCore

@Suite(.waiting) struct ProcessorLeaseTests {
  let bench = ProcessorBench()

  @Test("leases are renewed at a third, so that a handler may run longer than its lease")
  func renewal() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(at: gate)
    for beat in 1...5 {
      await bench.clock.timer(of: .seconds(10))
      bench.clock.advance(by: .seconds(10))
      await bench.store.called(.extend, times: beat)
    }
    let mark = try #require(try await bench.store.detail(of: id, now: nil)?.row.running)
    #expect(mark.isHeld(at: bench.clock.now))
    gate.open()
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
  }

  @Test("a handler whose lease was lost is told to stop, and its failure counts for nothing")
  func lostLease() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(at: gate, heedsCancellation: true)
    try await bench.store.release([try #require(bench.store.claim(on: id))], hold: .hours(1), now: nil)
    await bench.clock.timer(of: .seconds(10))
    bench.clock.advance(by: .seconds(10))
    let event = await events.next(.stale)
    #expect(event?.trigger == id && event?.level == .warning)
    await processor.drain()
    #expect(try await bench.record(id)?.progress == Progress())
    #expect(await processor.status.failed == 0)
  }

  @Test("a success that comes after the lease was lost is refused by its epoch")
  func lateSuccess() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(at: gate)
    try await bench.store.release([try #require(bench.store.claim(on: id))], hold: .hours(1), now: nil)
    gate.open()
    #expect(await events.next(.stale)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id)?.progress == Progress())
  }

  @Test("a dead processor's trigger is rescued: a try is counted, with the name of who died")
  func rescue() async throws {
    let id = try await bench.abandoned(lease: .seconds(5))
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    await bench.clock.timer(of: .milliseconds(250))
    await bench.clock.timer(of: .milliseconds(10_050))
    bench.clock.advance(by: .milliseconds(10_050))
    #expect(await events.next(.rescued)?.trigger == id)
    #expect(await events.next(.failed)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id)?.tries == 1)
    let attempt = try #require(try await bench.attempts(of: id).first)
    #expect(attempt.error == .processorLost("web9:9"))
    #expect(attempt.started == .noon && attempt.duration == .milliseconds(10_050))
    #expect(bench.store.count(of: .sweep) == 1)
  }

  @Test("after a long outage what others left is left alone for one lease, so that the living renew theirs")
  func outage() async throws {
    let id = try await bench.abandoned(lease: .seconds(5))
    for call in [FaultyStore.Call.claim, .expired] { bench.store.fail(call) }
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.trouble)
    await bench.clock.timer(of: .milliseconds(250))
    await bench.clock.timer(of: .milliseconds(10_050))
    bench.clock.advance(by: .milliseconds(10_050))
    await bench.clock.timer(of: .milliseconds(500))
    await bench.clock.timer(of: .milliseconds(2_050))
    bench.store.heal(.claim, .expired)
    bench.clock.advance(by: .milliseconds(500))
    _ = await events.next(.state)  // the database answers again
    bench.clock.advance(by: .milliseconds(1_550))
    await bench.clock.timer(of: .milliseconds(28_500))
    #expect(bench.store.count(of: .expired) == 1)
    bench.clock.advance(by: .milliseconds(28_500))
    #expect(await events.next(.rescued)?.trigger == id)
    await processor.drain()
  }

  @Test("a processor announces itself while it works, and no longer once it has stopped")
  func registration() async throws {
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    try await processor.start()
    await bench.store.called(.heartbeat, times: 1)
    await bench.clock.timer(of: .seconds(10))
    let announced = try await bench.store.processors(now: nil).processors
    #expect(announced.map(\.id) == [await processor.status.processorID])
    #expect(announced.first?.types == ["job"] && announced.first?.state == .running)
    await processor.drain()
    #expect(try await bench.store.processors(now: nil).processors.isEmpty)
    #expect(await processor.status.processorID == nil)
  }

  @Test("what was claimed is not begun once its lease, counted from when it was asked for, is over; it is claimed anew")
  func lapsedBeforeItsTurn() async throws {
    let id = try await bench.fire()[0]
    bench.store.hold(.claim)
    let processor = try bench.processor(settings: ProcessorSettings(poll: ProcessorBench.briskPoll)) {
      try $0.handle("job") { _ in nil }
    }
    let events = await EventReader(processor)
    try await processor.start()
    await bench.store.called(.claim, times: 1)
    bench.clock.advance(by: .seconds(30))
    bench.store.letGo(.claim)
    #expect(await events.next(of: [.stale, .started])?.kind == .stale)
    await bench.store.returned(.release, times: 1)
    bench.clock.run(leaping: .milliseconds(500))
    #expect(await events.next(of: [.stale, .started])?.kind == .started)
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id)?.progress.tries == 0)
  }

  @Test("a renewed lease lets what waits for a slot be begun, however long it waited")
  func renewedWhileWaiting() async throws {
    let gate = Gate()
    let processor = try bench.processor(settings: ProcessorSettings(concurrency: 1)) {
      try $0.handle("slow") { _ in
        await gate.pass()
        return nil
      }
      try $0.handle("job") { _ in nil }
    }
    _ = try await bench.fire("slow")
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.started)
    for beat in 1...4 {
      await bench.clock.timer(of: .seconds(10))
      bench.clock.advance(by: .seconds(10))
      await bench.store.called(.extend, times: beat)
    }
    gate.open()
    #expect(await events.next(of: [.stale, .succeeded])?.kind == .succeeded)
    await processor.drain()
  }

  @Test("a registration that can't be renewed costs no lease")
  func failingRegistration() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(
      at: gate, settings: ProcessorSettings(lease: .seconds(45)))
    bench.store.fail(.heartbeat, with: .failed("No room left."))
    // A beat in time, then five times as often.
    await bench.clock.timer(of: .seconds(15))
    bench.clock.advance(by: .seconds(15))
    for beat in 1...15 {
      await bench.store.called(.extend, times: beat)
      await bench.clock.timer(of: .seconds(3))
      bench.clock.advance(by: .seconds(3))
    }
    let mark = try #require(try await bench.store.detail(of: id, now: nil)?.row.running)
    #expect(mark.isHeld(at: bench.clock.now))
    gate.open()
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
  }
}
