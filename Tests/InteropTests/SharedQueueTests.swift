import StatsdMetrics
import Synchronization
import TestSupport
import Testing
import TriggerCore

@Suite("One queue for both", .timeLimit(.minutes(5))) struct SharedQueueTests {
  @Test(
    "flaws 2 and 4: two processors of ours and a Python loop run each trigger, we none twice; no success or edit is lost"
  )
  func together() async throws {
    let queue = try await Neighbours.fresh(.identity)
    _ = try await queue.store.migrate(dryRun: false)
    let python = try await queue.project.session()
    let runs = Mutex<[TriggerID: Int]>([:])
    var registry = HandlerRegistry()
    try registry.handle("breakfast") { context in
      runs.withLock { $0[context.record.id, default: 0] += 1 }
      return nil
    }
    let processors = (0..<2).map { _ in Processor(store: queue.store, registry: registry, lock: queue.lock) }
    for processor in processors { try await processor.start() }
    var ids: [TriggerID] = []
    var edited: [TriggerID] = []
    // Until both sides had their share.
    repeat {
      let due = try await queue.store.fire(Array(repeating: NewTrigger(type: "breakfast"), count: 80), now: nil)
      async let rounds: Void = work(python)
      let later = NewTrigger(type: "breakfast", after: .now + .hours(1))
      let scheduled = try await queue.store.fire(Array(repeating: later, count: 20), now: nil)
      try await edit(scheduled, in: queue)
      try await rounds
      ids += due + scheduled
      edited += scheduled
    } while ids.count < 300 || queue.pythonRuns.isEmpty || Set(edited).isSubset(of: queue.pythonRuns)
    try await queue.wait(for: ids) { $0.progress.successful == true }
    for processor in processors { await processor.drain() }

    let ours = runs.withLock { $0 }
    let theirs = Set(queue.pythonRuns)
    #expect(ours.values.allSatisfy { $0 == 1 })
    #expect(theirs.union(ours.keys) == Set(ids))
    var recorded = 0
    for processor in processors { recorded += await processor.status.succeeded }
    #expect(recorded == ours.count)
    let records = try await queue.store.records(ids: ids)
    #expect(records.count == ids.count)
    #expect(records.allSatisfy { $0.progress.successful == true && $0.tries == 0 && $0.type == "breakfast" })
    // What Python ran it may have written back as it once read it.
    let kept = Set(edited).subtracting(theirs)
    #expect(records.allSatisfy { !kept.contains($0.id) || $0.progress.after == earlier })
    #expect(try await queue.lock.holders(of: ids).isEmpty)
  }

  private let earlier = Instant(secondsSince1970: 1_700_000_000)

  /// Rounds of the library until nothing is left.
  private func work(_ python: PythonSession) async throws {
    while try await python.call("process") != 0 {}
  }

  /// An operator at the dashboard, in the midst of it.
  private func edit(_ ids: [TriggerID], in queue: Neighbours) async throws {
    let targets = try await queue.store.records(ids: ids).map(Target.init)
    let report = try await queue.store.apply(
      .reschedule(.at(earlier)), to: targets, by: Operator(name: "ops", host: "h"), under: queue.lock)
    #expect(report.done.map(\.id) == ids)
  }

  @Test("a processed trigger is told to statsd once, in the library's words")
  func statsd() async throws {
    let queue = try await Neighbours.fresh(.sqlite)
    _ = try await queue.store.migrate(dryRun: false)
    let listener = UDPListener()
    var registry = HandlerRegistry()
    try registry.register(Breakfast.self)
    try registry.handle("broken") { _ in throw ProcessError.noSuchTrigger(0) }
    let processor = Processor(
      store: queue.store, registry: registry, lock: queue.lock,
      metrics: StatsdMetrics(host: "127.0.0.1", port: listener.port))
    var events = await EventReader(processor)
    try await queue.store.fire([NewTrigger(type: "breakfast", after: .now - .seconds(90))], now: nil)
    try await processor.start()
    _ = await events.next(.succeeded)
    #expect(listener.receive() == "triggers.breakfast.processed:1|c")
    let delay = try #require(
      listener.receive()?.wholeMatch(of: /triggers\.breakfast\.process_delay_seconds:([0-9.]+)\|ms/))
    #expect((90..<150).contains(try #require(Double(delay.1))))
    try await queue.store.fire([NewTrigger(type: "broken")], now: nil)
    _ = await events.next(.failed)
    #expect(listener.receive() == "triggers.broken.failed:1|c")
    await processor.drain()
  }
}
