import Synchronization
import TestSupport
import Testing
import TriggerCore

@Suite(.waiting) struct ProcessorFaultTests {
  let bench = ProcessorBench()

  @Test("a database that is gone is told in one sentence, tried again, and its return ends the trouble")
  func claimUnreachable() async throws {
    let id = try await bench.fire()[0]
    bench.store.fail(.claim, times: 2)
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.trouble)?.text == "The database is gone.")
    #expect(await processor.status.trouble == "The database is gone.")
    #expect(await processor.status.state == .running)
    for delay in [Duration.milliseconds(250), .milliseconds(500)] {
      await bench.clock.timer(of: delay)
      bench.clock.advance(by: delay)
    }
    #expect(await events.next(.succeeded)?.trigger == id)
    #expect(await processor.status.trouble == nil)
    await processor.drain()
  }

  @Test("what has data that can't be read is passed over and told, without a try; all else of its batch runs")
  func unreadableData() async throws {
    let barred = try await bench.fire("barred")[0]
    let id = try await bench.fire()[0]
    bench.store.spoil(type: "barred")
    let processor = try bench.processor {
      try $0.handle("job") { _ in nil }
      try $0.handle("barred") { _ in nil }
    }
    let (skips, ends) = (await EventReader(processor), await EventReader(processor))
    try await processor.start()
    let skip = await skips.next(.skipped)
    #expect(skip?.trigger == barred)
    #expect(skip?.text.contains("Its table can't be read.") == true)
    #expect(await ends.next(.succeeded)?.trigger == id)
    #expect(await processor.status.shortages == ["barred": "Its table can't be read."])
    await #expect(throws: ProcessError.store(.notPermitted("Its table can't be read."))) {
      try await processor.run(barred, forced: true)
    }
    await processor.drain()
    #expect(try await bench.record(barred)?.progress == Progress())
  }

  @Test("what this role alone may not read is left to others after a moment, and its type not claimed here for a pause")
  func barredHere() async throws {
    let barred = try await bench.fire("barred")[0]
    bench.store.spoil(type: "barred")
    let processor = try bench.processor { try $0.handle("barred") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.skipped)?.trigger == barred)
    #expect(await processor.status.shortages.keys.elementsEqual(["barred"]))
    let request = ClaimRequest(.due(types: ["barred"]), limit: 1, processorID: "sighted", lease: .seconds(30))
    #expect(try await bench.store.claim(request, now: bench.clock.now + .seconds(5)).map(\.id) == [barred])
    await processor.drain()
  }

  @Test("working off tells for each trigger it leaves alone why: locked, not readable, or of a type it can't run")
  func leftAlone() async throws {
    let lock = MemoryLock()
    let (locked, barred) = (try await bench.fire()[0], try await bench.fire("barred")[0])
    lock.steal(locked)
    bench.store.spoil(type: "barred")
    let processor = try bench.processor(lock: lock) {
      try $0.handle("job") { _ in nil }
      try $0.handle("barred") { _ in nil }
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(Set(await events.next(2, .skipped)) == [locked, barred])
    let left = try await bench.store.workedOff(by: processor, hold: .zero)
    #expect(left.locked == [locked] && left.lacking == [barred] && left.ids == [locked, barred])
    await processor.drain()
  }

  @Test("a result is kept while the database is gone, and recorded once when it is back")
  func finishUnreachable() async throws {
    let id = try await bench.fire()[0]
    bench.store.fail(.finish, times: 1)
    let runs = Mutex(0)
    let processor = try bench.processor {
      try $0.handle("job") { _ in
        runs.withLock { $0 += 1 }
        return nil
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.trouble)
    #expect(try await bench.record(id)?.processed == nil)
    await bench.store.called(.nextDue, times: 1)
    await bench.clock.timer(of: .milliseconds(250))
    bench.clock.advance(by: .milliseconds(250))
    await bench.store.called(.finish, times: 2)
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id)?.successful == true)
    #expect(runs.withLock { $0 } == 1)
    #expect(await processor.status.succeeded == 1)
  }

  @Test("an end that was written though its answer was lost counts as recorded")
  func finishUnanswered() async throws {
    let id = try await bench.fire()[0]
    bench.store.fail(.finish, times: 1, with: .timedOut("No answer."), afterwards: true)
    let processor = try bench.processor { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.trouble)
    await bench.clock.timer(of: .milliseconds(250))
    await bench.store.called(.nextDue, times: 1)
    bench.clock.advance(by: .milliseconds(250))
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
    #expect(try bench.metrics.expectCounter("triggers.job.processed").values == [1])
  }

  @Test("an end that the store refuses holds up none of its batch, and is recorded without what was refused")
  func refusedEnd() async throws {
    let ids = try await bench.fire(count: 9)
    bench.store.refuse(result: "bad")
    let gate = Gate()
    let bad = ids[4]
    let processor = try bench.processor(
      settings: ProcessorSettings(concurrency: 9), results: ResultLogging("DatabaseLogger")
    ) {
      try $0.handle("job") { context in
        await gate.pass()
        return context.record.id == bad ? "bad" : "good"
      }
    }
    let (events, told) = (await EventReader(processor), await EventReader(processor))
    try await processor.start()
    _ = await events.next(9, .started)
    gate.open()
    #expect(Set(await events.next(9, .succeeded)) == Set(ids))
    let omission = await told.next(.trouble)
    #expect(omission?.trigger == bad)
    #expect(omission?.text == "The result of job \(bad) could not be recorded: No such result.")
    await processor.drain()
    #expect(try await bench.store.detail(of: ids[0], now: nil)?.results == ["good"])
    #expect(try await bench.store.detail(of: bad, now: nil)?.results == [])
  }

  @Test("flaw 4: an operator's retry in mid-run is not overwritten: the end is decided again on the fresh row")
  func retriedMeanwhile() async throws {
    let id = try await bench.fire()[0]
    let gate = Gate()
    let store = bench.store
    let processor = try bench.processor {
      try $0.handle("job") { context in
        // As the operator left it, it may be run once more before the drain.
        if context.record.tries == 3 { return nil }
        if context.record.tries == 1 { await gate.pass() }
        throw BankTimeout()
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.failed)
    await bench.clock.timer(of: .milliseconds(250))
    bench.clock.advance(by: .seconds(16))
    _ = await events.next(.started)
    // As Python's save() writes it: claims are invisible to it.
    let claim = try #require(bench.store.claim(on: id))
    let record = try #require(try await bench.record(id))
    var edited = record.progress
    edited.tries = 3
    _ = try await store.finish([Finish(claim: claim, seen: record.progress, progress: edited, attempt: nil)])
    gate.open()
    #expect(await events.next(.stale)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id)?.tries == 3)
  }

  @Test(
    "claims that a lost answer made, or a failed call did not give back, are given back when their lease is over",
    arguments: [FaultyStore.Call.claim, .recheck])
  func unknownClaims(call: FaultyStore.Call) async throws {
    let id = try await bench.fire()[0]
    bench.store.fail(call, times: 1, afterwards: true)
    if call == .recheck { bench.store.fail(.release, times: 1) }
    let processor = try bench.processor(settings: ProcessorSettings(poll: ProcessorBench.briskPoll)) {
      try $0.handle("job") { _ in nil }
    }
    let events = await EventReader(processor)
    bench.clock.run(leaping: .seconds(11))
    try await processor.start()
    #expect(await events.next(.succeeded)?.trigger == id)
    #expect(bench.store.count(of: .start) == 0, "It was run carefully, though nobody was lost with it.")
    await processor.drain()
    #expect(try await bench.record(id)?.progress.tries == 0)
  }

  @Test("a trigger deleted in mid-run comes to no harm, and its result is refused")
  func deletedMeanwhile() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(at: gate)
    try await bench.store.release([try #require(bench.store.claim(on: id))], hold: .hours(1), now: nil)
    let record = try #require(try await bench.record(id))
    let report = try await bench.store.apply(
      .delete, to: [Target(record)], by: Operator(name: "ann", host: "desk"), now: nil)
    #expect(report.done.count == 1)
    gate.open()
    #expect(await events.next(.stale)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id) == nil)
    #expect(await processor.status.succeeded == 0)
  }

  @Test("flaw 2: two processors on one queue run each trigger once")
  func twoProcessors() async throws {
    let ids = try await bench.fire(count: 300)
    let runs = Mutex<[TriggerID: Int]>([:])
    let allRan = Gate()
    let processors = try (0..<2).map { _ in
      try bench.processor {
        try $0.handle("job") { context in
          let count = runs.withLock { runs in
            runs[context.record.id, default: 0] += 1
            return runs.count
          }
          if count == ids.count { allRan.open() }
          return nil
        }
      }
    }
    for processor in processors { try await processor.start() }
    await allRan.pass()
    for processor in processors { await processor.drain() }
    #expect(runs.withLock { $0.values.allSatisfy { $0 == 1 } })
    let successes = await processors[0].status.succeeded + processors[1].status.succeeded
    #expect(successes == ids.count)
  }
}
