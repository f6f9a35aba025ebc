import TestSupport
import Testing
import TriggerCore

@Suite(.timeLimit(.minutes(5))) struct ProcessorLockTests {
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
    var events = await EventReader(processor)
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
    var events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.skipped)?.text.hasPrefix("\(ids[0]) is locked by somebody else") == true)
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
    var events = await EventReader(processor)
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

  @Test("flaw 7: a handler whose lock was lost is told to stop, no try is counted, and the thief's lock stays")
  func lost() async throws {
    let id = try await bench.fire()[0]
    let gate = Gate()
    let processor = try bench.processor(lock: lock) {
      try $0.handle("job") { _ in
        try await gate.passUnlessCancelled()
        return nil
      }
    }
    var events = await EventReader(processor)
    try await processor.start()
    _ = await events.next(.started)
    lock.steal(id)
    await bench.clock.timer(of: .seconds(10))
    bench.clock.advance(by: .seconds(10))
    #expect(await events.next(.stale)?.trigger == id)
    await processor.drain()
    #expect(try await bench.record(id)?.progress == Progress())
    #expect(lock.held == [id])
  }
}
