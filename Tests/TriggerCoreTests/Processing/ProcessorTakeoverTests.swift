import TestSupport
import Testing
import TriggerCore

@Suite(.waiting) struct ProcessorTakeoverTests {
  let bench = ProcessorBench()
  let lock = MemoryLock()

  /// Until a new processor takes over what it found: a third of a lease.
  private let patience = Duration.milliseconds(10_050)

  /// Starts it, and lets the time pass after which it takes over what others left.
  /// - Parameter pause: before it asks again for what it could not claim.
  private func startTakingOver(_ processor: Processor, pause: Duration = .milliseconds(4)) async throws {
    try await processor.start()
    await bench.clock.timer(of: pause)
    await bench.clock.timer(of: patience)
    bench.clock.advance(by: patience)
  }

  @Test("what a dead processor had claimed but not begun is run, and nobody is charged with a try")
  func innocents() async throws {
    let ids = try await bench.claimedByTheDead(count: 3)
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await startTakingOver(processor)
    for _ in ids { #expect(await events.next(of: [.rescued, .succeeded])?.kind == .succeeded) }
    await processor.drain()
    for id in ids { #expect(try await bench.record(id)?.progress.tries == 0) }
  }

  @Test("of those that were taken over one is begun at a time, and only after that was written down")
  func oneAtATime() async throws {
    let ids = try await bench.claimedByTheDead(count: 2)
    let gate = Gate()
    let processor = try bench.processor(waitingAt: gate)
    let events = await EventReader(processor)
    try await startTakingOver(processor)
    let first = try #require(await events.next(.started)?.trigger)
    let other = try #require(ids.first { $0 != first })
    #expect(bench.store.count(of: .start) == 1)
    #expect(try await bench.store.detail(of: first, now: nil)?.row.running?.started == bench.clock.now)
    #expect(try await bench.store.detail(of: other, now: nil)?.row.running?.started == nil)
    gate.open()
    // The end of the first is recorded while the other begins.
    var ends: [TriggerID?] = []
    for _ in 1...3 {
      let event = await events.next(of: [.started, .succeeded])
      if event?.kind == .started { #expect(event?.trigger == other) } else { ends.append(event?.trigger) }
    }
    #expect(ends.compactMap(\.self).sorted() == ids)
    await processor.drain()
  }

  @Test("what can't be written down as begun is not begun")
  func unwritten() async throws {
    let ids = try await bench.claimedByTheDead(count: 1)
    bench.store.fail(.start, times: 1)
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await startTakingOver(processor)
    let event = await events.next(of: [.stale, .started])
    #expect(event?.kind == .stale)
    #expect(event?.text.hasSuffix("is not begun: that could not be written down: The database is gone.") == true)
    await bench.store.returned(.release, times: 1)
    #expect(try await bench.record(ids[0])?.progress == Progress())
    await processor.drain()
  }

  @Test("a second loss counts a try for the one that was begun, and its next run is careful again")
  func poison() async throws {
    let id = try await bench.abandoned(lease: .seconds(5))
    let processor = try bench.processor(
      settings: ProcessorSettings(lifecycle: Lifecycle(backoff: .none), poll: ProcessorBench.briskPoll)
    ) {
      try $0.handle("job") { _ in nil }
    }
    let events = await EventReader(processor)
    try await startTakingOver(processor, pause: .milliseconds(250))
    #expect(await events.next(.rescued)?.trigger == id)
    #expect(await events.next(.failed)?.trigger == id)
    #expect(bench.store.count(of: .start) == 0)
    bench.clock.run(leaping: .milliseconds(500))
    #expect(await events.next(.started)?.trigger == id)
    #expect(bench.store.count(of: .start) == 1)
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id)?.progress.tries == 1)
  }

  @Test("whose lock is held lives: it is not taken over, and is looked at again when its lock may be over")
  func keyFirst() async throws {
    let id = try await bench.abandoned(lease: .seconds(5))
    lock.steal(id)
    let processor = try bench.processor(lock: lock) { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await startTakingOver(processor, pause: .milliseconds(250))
    #expect(await events.next(.skipped)?.trigger == id)
    #expect(bench.store.count(of: .takeOver) == 0)
    #expect(try await bench.record(id)?.progress == Progress())
    lock.free(id)
    // Looked at each third of a lease, and when the lock's lease may be over.
    for pause in [patience, patience, .milliseconds(9_950)] {
      await bench.clock.timer(of: pause)
      await bench.clock.timer(of: .seconds(10))
      bench.clock.advance(by: pause)
    }
    #expect(await events.next(.rescued)?.trigger == id)
    #expect(await events.next(.failed)?.trigger == id)
    await processor.drain()
    #expect(lock.held.isEmpty)
  }

  @Test("a lost forced run is given up without a try: who asked for it is gone")
  func forced() async throws {
    let id = try await bench.abandoned(lease: .seconds(5), forced: true)
    let processor = try bench.processor(settings: ProcessorSettings(poll: ProcessorBench.briskPoll)) {
      try $0.handle("job") { _ in nil }
    }
    let events = await EventReader(processor)
    try await startTakingOver(processor, pause: .milliseconds(250))
    await bench.store.returned(.release, times: 1)
    bench.clock.run(leaping: .milliseconds(500))
    #expect(await events.next(of: [.rescued, .succeeded])?.kind == .succeeded)
    await processor.drain()
    #expect(try await bench.record(id)?.progress.tries == 0)
  }

  @Test("what processors died with again and again before they began it is left alone for an hour, and charged nobody")
  func hopeless() async throws {
    let id = try await bench.claimedByTheDead(count: 1)[0]
    for _ in 1...5 {
      let expired = try await bench.store.expired(nil, types: ["job"], besides: "", limit: 9, now: nil).claims
      _ = try await bench.store.takeOver(expired, processorID: "dead", lease: .zero, now: nil)
    }
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await startTakingOver(processor)
    let event = await events.next(.skipped)
    #expect(event?.trigger == id && event?.level == .error)
    let mark = try #require(try await bench.store.detail(of: id, now: nil)?.row.running)
    #expect(mark.kind == .hold && mark.leaseUntil.since(bench.clock.now) == .hours(1))
    #expect(try await bench.record(id)?.progress == Progress())
    await processor.drain()
  }

  @Test("work is taken over as soon as its lease ends, not at the next beat")
  func atOnce() async throws {
    let id = try await bench.claimedByTheDead(count: 1, lease: .seconds(12))[0]
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await startTakingOver(processor, pause: .milliseconds(250))
    // What is left of twelve seconds, and a margin.
    await bench.clock.timer(of: .milliseconds(2_000))
    bench.clock.advance(by: .milliseconds(2_000))
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
  }
}
