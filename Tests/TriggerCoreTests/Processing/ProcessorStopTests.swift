import TestSupport
import Testing
import TriggerCore

@Suite(.waiting) struct ProcessorStopTests {
  let bench = ProcessorBench()

  @Test("processing is refused where there are no side tables, no right to write, or no handler")
  func refusals() async throws {
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    bench.store.changeFacts { $0.sideTables = nil }
    let missing = await #expect(throws: StoreError.self) { try await processor.start() }
    #expect(missing?.description.contains("triggertop migrate") == true)
    bench.store.changeFacts { $0.readOnlyReason = "The role may only read." }
    let forbidden = await #expect(throws: StoreError.self) { try await processor.start() }
    #expect(forbidden == .notPermitted("The role may only read."))
    let idle = try bench.processor { _ in }
    let nothing = await #expect(throws: StoreError.self) { try await idle.start() }
    #expect(nothing?.description.hasPrefix("No type has a handler here") == true)
    #expect(await processor.status.state == .off)
  }

  @Test("a paused processor claims nothing new; what runs goes on, and start resumes")
  func pause() async throws {
    let gate = Gate()
    let (first, processor, events) = try await bench.midRun(at: gate)
    await processor.pause()
    #expect(await processor.status.state == .paused)
    let second = try await bench.fire()[0]
    gate.open()
    #expect(await events.next(.succeeded)?.trigger == first)
    #expect(try await bench.store.detail(of: second, now: nil)?.row.running == nil)
    try await processor.start()
    #expect(await events.next(.succeeded)?.trigger == second)
    await processor.drain()
  }

  @Test("draining lets handlers finish within the grace time, and records them")
  func drain() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(at: gate)
    async let stopped: Void = processor.drain()
    _ = await events.next(.state)
    #expect(await processor.status.state == .draining)
    gate.open()
    await stopped
    #expect(await processor.status.state == .off)
    #expect(try await bench.record(id)?.successful == true)
  }

  @Test("after the grace time handlers are cancelled and their triggers handed back, no try counted")
  func cancelled() async throws {
    let gate = Gate()
    let (id, processor, _) = try await bench.midRun(
      at: gate, heedsCancellation: true, settings: ProcessorSettings(grace: .seconds(7)))
    async let stopped: Void = processor.drain()
    await bench.clock.timer(of: .seconds(7))
    bench.clock.advance(by: .seconds(7))
    await stopped
    let detail = try #require(try await bench.store.detail(of: id, now: nil))
    #expect(detail.row.record.progress == Progress() && detail.row.running == nil)
  }

  @Test("a drain returns after its last end was told; one that begins after a new start ends that as well")
  func restarts() async throws {
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    for round in 1...20 {
      _ = try await bench.fire(count: 3)
      let events = await EventReader(processor)
      try await processor.start()
      for _ in 1...3 { _ = await events.next(.started) }
      await processor.drain()
      #expect(await processor.status.succeeded == round * 3)
      #expect(await processor.status.state == .off)
    }
  }

  @Test("a second drain gives no more grace")
  func hurried() async throws {
    let gate = Gate()
    let (_, processor, events) = try await bench.midRun(at: gate, heedsCancellation: true)
    async let first: Void = processor.drain()
    _ = await events.next(.state)
    await processor.drain()
    await first
    #expect(await processor.status.state == .off)
    #expect(bench.clock.uptime == .zero)
  }

  @Test("a handler that ignores being cancelled keeps its lease, and its success is recorded when it comes")
  func deaf() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(at: gate, settings: ProcessorSettings(grace: .seconds(7)))
    async let stopped: Void = processor.drain()
    for grace in [Duration.seconds(7), .seconds(2)] {
      await bench.clock.timer(of: grace)
      bench.clock.advance(by: grace)
    }
    await stopped
    #expect(await processor.status.state == .draining)
    #expect(await processor.status.runs.map(\.id) == [id])
    for beat in 1...3 {
      await bench.clock.timer(of: .seconds(10))
      bench.clock.advance(by: .seconds(10))
      await bench.store.called(.extend, times: beat)
    }
    gate.open()
    #expect(await events.next(.succeeded)?.trigger == id)
    #expect(await events.next(.state)?.text == "The processor is off.")
  }

  @Test("a processor that was drained can be started again, under a new id")
  func restart() async throws {
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    try await processor.start()
    let first = await processor.status.processorID
    await processor.drain()
    let id = try await bench.fire()[0]
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.succeeded)?.trigger == id)
    let second = await processor.status.processorID
    #expect(first != nil && second != nil && first != second)
    await processor.drain()
  }
}
