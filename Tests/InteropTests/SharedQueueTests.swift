import StatsdMetrics
import Synchronization
import TestSupport
import Testing
import TriggerCore

private let earlier = Instant(secondsSince1970: 1_700_000_000)
private let midRun = Instant(secondsSince1970: 1_600_000_000)

/// What somebody changes while we run a trigger.
private func midRunEdit(_ id: TriggerID) -> String? {
  if id.isMultiple(of: 5) { return "source = 'by hand'" }
  return id.isMultiple(of: 7) ? "process_after = to_timestamp(\(midRun.secondsSince1970))" : nil
}

@Suite("One queue for both", .heavy) struct SharedQueueTests {
  @Test(
    "flaws 2 and 4: two processors, a Python worker and operators on one queue: we run nothing twice, and lose no success and no edit",
    arguments: PythonWork.allCases)
  func together(_ work: PythonWork) async throws {
    let queue = try await Neighbours.fresh(.identity)
    _ = try await queue.store.migrate(dryRun: false)
    let python = try await queue.project.session()
    let worker = work == .celery ? try await queue.project.worker() : nil
    let server = try await PostgresServer.shared()
    let runs = Mutex<[TriggerID: Int]>([:])
    let processors = try (0..<2).map { _ in
      try queue.processor(results: ResultLogging("DatabaseLogger")) { context in
        let id = context.record.id
        runs.withLock { $0[id, default: 0] += 1 }
        // An edit past all claims and locks, in the midst of the run.
        if let edit = midRunEdit(id) {
          try await server.execute(
            "UPDATE djtriggers_trigger SET \(edit) WHERE id = \(id)", at: queue.database.address)
        }
        return "ours"
      }
    }
    for processor in processors { try await processor.start() }
    var ids: [TriggerID] = []
    var moved: Set<TriggerID> = []
    // Until both sides had their share, of what was moved too: every second round Python goes first.
    var isPythonFirst = false
    repeat {
      let seen = queue.pythonRuns.count
      if isPythonFirst { for processor in processors { await processor.pause() } }
      let due = try await queue.store.fire(Array(repeating: NewTrigger(type: "breakfast"), count: 80), now: nil)
      async let round: Void = work.begin(python)
      let later = NewTrigger(type: "breakfast", after: .now + .hours(1))
      let scheduled = try await queue.store.fire(Array(repeating: later, count: 20), now: nil)
      moved.formUnion(try await move(due, in: queue))
      let movedNow = try await move(scheduled, in: queue)
      #expect(movedNow == scheduled)
      moved.formUnion(movedNow)
      try await round
      if isPythonFirst {
        try await Patience.until { queue.pythonRuns.count > seen }
        for processor in processors { try await processor.start() }
      }
      isPythonFirst.toggle()
      try await work.end(python)
      ids += due + scheduled
      try await queue.wait(for: ids) { $0.progress.successful == true }
    } while queue.pythonRuns.isEmpty || moved.isSubset(of: queue.pythonRuns)
    for processor in processors { await processor.drain() }
    await worker?.end()

    let ours = runs.withLock { $0 }
    let theirs = Set(queue.pythonRuns)
    #expect(ours.values.allSatisfy { $0 == 1 })
    #expect(theirs.union(ours.keys) == Set(ids))
    var recorded = 0
    for processor in processors { recorded += await processor.status.succeeded }
    #expect(recorded == ours.count)
    let results = try await server.execute(
      "SELECT trigger_id, count(*) FROM djtriggers_triggerresult WHERE result = 'ours' GROUP BY 1",
      at: queue.database.address)
    #expect(Set(results) == Set(ours.keys.map { ["\($0)", "1"] }))
    let records = try await queue.store.records(ids: ids)
    #expect(records.count == ids.count)
    #expect(records.allSatisfy { $0.progress.successful == true && $0.tries == 0 && $0.type == "breakfast" })
    // What Python ran it may have written back as it once read it.
    for record in records where !theirs.contains(record.id) {
      #expect(record.source == (record.id.isMultiple(of: 5) ? "by hand" : nil))
      let last = record.id.isMultiple(of: 7) && !record.id.isMultiple(of: 5) ? midRun : nil
      #expect(record.after == last ?? (moved.contains(record.id) ? earlier : nil))
    }
    #expect(try await queue.lock.holders(of: ids).isEmpty)
  }

  /// An operator at the dashboard, in the midst of it.
  /// - Returns: what was rescheduled.
  private func move(_ ids: [TriggerID], in queue: Neighbours) async throws -> [TriggerID] {
    let targets = try await queue.store.records(ids: ids).map(Target.init)
    let report = try await queue.store.apply(
      .reschedule(.at(earlier)), to: targets, by: Operator(name: "ops", host: "h"), under: queue.lock)
    return report.done.map(\.id)
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
    let events = await EventReader(processor)
    let due = Instant.now - .seconds(90)
    try await queue.store.fire([NewTrigger(type: "breakfast", after: due)], now: nil)
    try await processor.start()
    _ = await events.next(.succeeded)
    #expect(await listener.receive() == "triggers.breakfast.processed:1|c")
    let delay = try #require(
      await listener.receive()?.wholeMatch(of: /triggers\.breakfast\.process_delay_seconds:([0-9.]+)\|ms/))
    let seconds = try #require(Double(delay.1))
    #expect(seconds >= 90 && seconds <= Instant.now.since(due).inSeconds)
    try await queue.store.fire([NewTrigger(type: "broken")], now: nil)
    _ = await events.next(.failed)
    #expect(await listener.receive() == "triggers.broken.failed:1|c")
    await processor.drain()
  }
}
