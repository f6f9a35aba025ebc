import TestSupport
import Testing
import TriggerCore

@Suite(.waiting) struct ProcessorLockTests {
  let bench = ProcessorBench()
  let lock = MemoryLock()

  @Test("a trigger runs under its lock, which is given back once its end is recorded")
  func held() async throws {
    let id = try await bench.fire()[0]
    let lock = lock
    let processor = try bench.processor(lock: lock) {
      try $0.handle("job") { context in
        #expect(lock.held == [context.record.id])
        return nil
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
    #expect(lock.held.isEmpty)
  }

  @Test("what a Python worker holds is left alone for five seconds, then tried again")
  func heldElsewhere() async throws {
    let ids = try await bench.fire(count: 2)
    lock.steal(ids[0])
    let processor = try bench.processor(lock: lock) { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    let skips = await EventReader(processor)
    try await processor.start()
    let skipped = await skips.next(.skipped)
    #expect(skipped?.trigger == ids[0] && skipped?.type == "job" && skipped?.level == .debug)
    #expect(await events.next(.succeeded)?.trigger == ids[1])
    #expect(try await bench.store.detail(of: ids[0], now: nil)?.row.running?.kind == .hold)
    lock.free(ids[0])
    await bench.clock.timer(of: .milliseconds(250))
    bench.clock.advance(by: .seconds(6))
    #expect(await events.next(.succeeded)?.trigger == ids[0])
    await processor.drain()
  }

  @Test("without locks nothing runs, the trouble says so, and all resumes by itself")
  func unreachable() async throws {
    let id = try await bench.fire()[0]
    lock.fail(with: .unreachable("Redis is gone."))
    let processor = try bench.processor(lock: lock) { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.trouble)?.text == "No trigger runs without its lock: Redis is gone.")
    #expect(await processor.status.trouble == "No trigger runs without its lock: Redis is gone.")
    #expect(try await bench.store.detail(of: id, now: nil)?.row.running == nil)
    lock.fail(with: nil)
    await bench.clock.timer(of: .milliseconds(250))
    bench.clock.advance(by: .milliseconds(250))
    #expect(await events.next(.succeeded)?.trigger == id)
    #expect(await processor.status.trouble == nil)
    await processor.drain()
  }

  @Test("working off ends with what keeps the locks out of reach, once that has lasted, and claims nothing any more")
  func unreachableForGood() async throws {
    let id = try await bench.fire()[0]
    lock.fail(with: .unreachable("Redis is gone."))
    let processor = try bench.processor(lock: lock, settings: ProcessorSettings(hold: .zero)) {
      try $0.handle("job") { _ in nil }
    }
    await #expect(throws: StoreError.unreachable("No trigger runs without its lock: Redis is gone.")) {
      try await processor.workOff()
    }
    #expect(await processor.status.state == .off)
    #expect(try await bench.record(id)?.progress == Progress())
    #expect(try await bench.store.detail(of: id, now: nil)?.row.running == nil)
  }

  @Test("a lock without an end is told of when it is met with again, once, and once when it is gone")
  func toldOnce() async throws {
    let id = try await bench.fire()[0]
    lock.steal(id)
    let processor = try bench.processor(lock: lock) { try $0.handle("job") { _ in nil } }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.skipped)?.level == .debug)
    for meeting in 2...4 {
      await bench.clock.timer(of: .milliseconds(250))
      bench.clock.advance(by: .seconds(6))
      await bench.store.called(.claim, times: meeting)
    }
    let told = await events.next(.skipped)
    #expect(told?.level == .notice)
    #expect(told?.text.contains("triggertop unlock \(id)") == true)
    await bench.clock.timer(of: .milliseconds(250))
    lock.free(id)
    bench.clock.advance(by: .seconds(6))
    let gone = await events.next(.skipped)
    #expect(gone?.text == "job \(id) is not locked by somebody else any more." && gone?.level == .info)
    await processor.drain()
  }

  @Test("what fails and is due again at once is not taken for locked by its own lock, not given back yet")
  func ownLock() async throws {
    let id = try await bench.fire()[0]
    lock.holdReleases()
    let settings = ProcessorSettings(
      lifecycle: Lifecycle(limits: TryLimits(warning: 9, error: 9), backoff: .none), poll: ProcessorBench.briskPoll)
    let processor = try bench.processor(lock: lock, settings: settings) {
      try $0.handle("job") { context in
        if context.record.tries == 0 { throw BankTimeout() }
        return nil
      }
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.failed)?.trigger == id)
    bench.clock.run(leaping: .milliseconds(500))
    await bench.store.returned(.release, times: 1)
    #expect(lock.asked > 1)
    lock.letReleasesGo()
    #expect(await events.next(.succeeded)?.trigger == id)
    #expect(bench.store.holds.isEmpty)
    await processor.drain()
  }

  @Test("a lock that is gone, and nobody's, is taken again: the handler goes on, and it is told what happened")
  func restarted() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(at: gate, heedsCancellation: true, lock: lock)
    lock.free(id)
    await bench.clock.timer(of: .seconds(10))
    bench.clock.advance(by: .seconds(10))
    let told = await events.next(.state)
    #expect(told?.level == .warning && told?.text.hasPrefix("1 lock was gone from Redis, which was restarted") == true)
    #expect(lock.held == [id])
    gate.open()
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
    #expect(lock.held.isEmpty)
  }

  @Test("claims are renewed while the locks keep everybody waiting")
  func frozen() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(at: gate, lock: lock)
    lock.freezeRenewals()
    for beat in 1...4 {
      await bench.clock.timer(of: .seconds(10))
      bench.clock.advance(by: .seconds(10))
      await bench.store.called(.extend, times: beat)
    }
    let mark = try #require(try await bench.store.detail(of: id, now: nil)?.row.running)
    #expect(mark.isHeld(at: bench.clock.now))
    lock.thaw()
    gate.open()
    #expect(await events.next(.succeeded)?.trigger == id)
    await processor.drain()
  }

  @Test("that locks are refused when they are given back is told once")
  func unreleasable() async throws {
    let ids = try await bench.fire(count: 2)
    lock.refuseReleases(with: .notPermitted("EVALSHA is not permitted."))
    let processor = try bench.processor(lock: lock, settings: ProcessorSettings(concurrency: 1)) {
      try $0.handle("job") { _ in nil }
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(
      await events.next(.trouble)?.text
        == "A lock can't be given back, and will end with the lease only: EVALSHA is not permitted.")
    await processor.drain()
    #expect(lock.held == Set(ids))
  }

  @Test("flaw 7: a handler whose lock was lost is told to stop, no try is counted, and the thief's lock stays")
  func lost() async throws {
    let gate = Gate()
    let (id, processor, events) = try await bench.midRun(at: gate, heedsCancellation: true, lock: lock)
    lock.steal(id)
    await bench.clock.timer(of: .seconds(10))
    bench.clock.advance(by: .seconds(10))
    #expect(await events.next(.stale)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id)?.progress == Progress())
    #expect(lock.held == [id])
  }
}
