import TestSupport
import Testing
import TriggerCore

@Suite(.waiting) struct ProcessorForceTests {
  let bench = ProcessorBench()

  @Test("force runs a trigger that is not due, in a processor that was not started")
  func notDue() async throws {
    let id = try await bench.fire(after: .infinity)[0]
    let processor = try bench.processor {
      try $0.handle("job") { context in
        #expect(context.forced)
        return "done"
      }
    }
    guard case .succeeded("done") = try await processor.force(id) else {
      Issue.record("it should have succeeded")
      return
    }
    #expect(try await bench.record(id)?.successful == true)
    #expect(await processor.status.state == .off)
    #expect(bench.store.count(of: .heartbeat) == 0)
  }

  @Test("force runs a processed trigger again: success keeps the old date, failure counts on")
  func processed() async throws {
    let id = try await bench.fire()[0]
    let processor = try bench.processor {
      try $0.handle("job") { context in
        if context.record.successful == true { throw BankTimeout() }
        return nil
      }
    }
    _ = try await processor.force(id)
    let date = bench.clock.now
    bench.clock.advance(by: .hours(1))
    guard case .failed(let error) = try await processor.force(id) else {
      Issue.record("it should have failed")
      return
    }
    #expect(error.type == "BankTimeout")
    #expect(try await bench.record(id)?.progress == Progress(processed: date, successful: true, tries: 1))
  }

  @Test("force waits for no slot")
  func besideSlots() async throws {
    let slow = try await bench.fire("slow")[0]
    let gate = Gate()
    let processor = try bench.processor(settings: ProcessorSettings(concurrency: 1)) {
      try $0.handle("slow") { _ in
        await gate.pass()
        return nil
      }
      try $0.handle("job") { _ in nil }
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.started)?.trigger == slow)
    let id = try await bench.fire(after: .infinity)[0]
    guard case .succeeded = try await processor.force(id) else {
      Issue.record("it should have succeeded")
      return
    }
    gate.open()
    await processor.drain()
  }

  @Test("what is held, gone or unhandled says so")
  func refusals() async throws {
    let held = try await bench.abandoned()
    let other = try await bench.fire("other")[0]
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    await #expect(throws: ProcessError.locked(held)) { try await processor.force(held) }
    await #expect(throws: ProcessError.noSuchTrigger(99)) { try await processor.force(99) }
    await #expect(throws: ProcessError.noHandler(other, "other")) { try await processor.force(other) }
    #expect(await processor.status.state == .off)
  }

  @Test("without force a trigger runs once, however many ask for it at the same moment")
  func askedForTwice() async throws {
    let id = try await bench.fire()[0]
    let runs = LogLines()
    func make(_ store: any TriggerStore) throws -> Processor {
      try bench.processor(store: store) {
        try $0.handle("job") { context in
          runs.logger.info("forced: \(context.forced)")
          return nil
        }
      }
    }
    let slow = FaultyStore(bench.store, clock: bench.clock)
    let (late, first) = (try make(slow), try make(bench.store))
    slow.hold(.claim)
    let second = Task { try await late.run(id, forced: false) }
    // By then it has seen the row unprocessed.
    await slow.called(.claim, times: 1)
    _ = try await first.run(id, forced: false)
    slow.letGo(.claim)
    await #expect(throws: ProcessError.alreadyProcessed(id)) { _ = try await second.value }
    #expect(runs.texts(at: .info) == ["forced: false"])
  }

  @Test("a run by name that lasts is announced as what it is, and no longer once it has ended")
  func announced() async throws {
    let id = try await bench.fire()[0]
    let gate = Gate()
    let processor = try bench.processor(waitingAt: gate)
    let events = await EventReader(processor)
    let run = Task { try await processor.run(id, forced: true) }
    _ = await events.next(.started)
    await bench.clock.timer(of: .seconds(1))
    #expect(bench.store.count(of: .heartbeat) == 0)
    bench.clock.advance(by: .seconds(1))
    await bench.store.returned(.heartbeat, times: 1)
    let overview = try await bench.store.processors(now: nil)
    let own = try #require(overview.processors.first)
    #expect(await processor.status.processorID == own.id)
    #expect(own.state == .draining && own.types.isEmpty && own.inFlight == 1)
    #expect(overview.claims.map(\.mark.processor) == [own.name])
    gate.open()
    _ = try await run.value
    await processor.drain()
    #expect(try await bench.store.processors(now: nil).processors.isEmpty)
    #expect(await processor.status.processorID == nil)
  }

  @Test("a drain waits for a run by name, and a second one hands it back, no try counted")
  func drained() async throws {
    let id = try await bench.fire()[0]
    let gate = Gate()
    let processor = try bench.processor {
      try $0.handle("job") { _ in
        try await gate.passUnlessCancelled()
        return nil
      }
    }
    let events = await EventReader(processor)
    let run = Task { try await processor.run(id, forced: false) }
    _ = await events.next(.started)
    async let drained: Void = processor.drain()
    _ = await events.next(.state)
    #expect(await processor.status.runs.map(\.id) == [id])
    await processor.drain()
    await drained
    await #expect(throws: ProcessError.stopped(id)) { _ = try await run.value }
    let detail = try #require(try await bench.store.detail(of: id, now: nil))
    #expect(detail.row.record.progress == Progress() && detail.row.running == nil)
    #expect(await processor.status.state == .off)
  }

  @Test("what is claimed only when the processor stops already is handed back unrun")
  func claimedTooLate() async throws {
    let id = try await bench.fire()[0]
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    bench.store.hold(.claim)
    let run = Task { try await processor.run(id, forced: false) }
    await bench.store.called(.claim, times: 1)
    let events = await EventReader(processor)
    async let drained: Void = processor.drain()
    _ = await events.next(.state)
    bench.store.letGo(.claim)
    await drained
    await #expect(throws: ProcessError.stopped(id)) { _ = try await run.value }
    #expect(try await bench.store.detail(of: id, now: nil)?.row.running == nil)
  }

  @Test("a lock that somebody else holds keeps a forced run out as well")
  func locked() async throws {
    let id = try await bench.fire()[0]
    let lock = MemoryLock()
    lock.steal(id)
    let processor = try bench.processor(lock: lock) { try $0.handle("job") { _ in nil } }
    await #expect(throws: ProcessError.locked(id)) { try await processor.force(id) }
  }

  @Test("a run by name ends for who asked for it, also where the type was changed to one that nothing here handles")
  func changedType() async throws {
    let id = try await bench.fire()[0]
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    bench.store.retype(to: "other")
    await #expect(throws: ProcessError.noHandler(id, "other")) { try await processor.run(id, forced: false) }
    await processor.drain()
    #expect(await processor.status.state == .off)
  }

  @Test("a run by name takes over what a processor that died had claimed and not begun, at the first time of asking")
  func inheritedUnbegun() async throws {
    let id = try await bench.claimedByTheDead(count: 1)[0]
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    guard case .succeeded = try await processor.run(id, forced: false) else {
      Issue.record("it should have succeeded")
      return
    }
    #expect(try await bench.record(id)?.tries == 0)
    await processor.drain()
  }

  @Test("a run by name takes over from a processor that died: a try is counted first, and sets the time of the next")
  func inherited() async throws {
    let id = try await bench.abandoned(lease: .seconds(5))
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    await #expect(throws: ProcessError.locked(id)) { try await processor.force(id) }
    bench.clock.advance(by: .seconds(5))
    await #expect {
      try await processor.run(id, forced: false)
    } throws: { error in
      if case ProcessError.later = error { true } else { false }
    }
    #expect(try await bench.record(id)?.tries == 1)
    #expect(try await bench.attempts(of: id).map(\.error) == [.processorLost("web9:9")])
    guard case .succeeded = try await processor.force(id) else {
      Issue.record("it should have succeeded")
      return
    }
    #expect(try await bench.record(id)?.tries == 1)
    await processor.drain()
  }
}
