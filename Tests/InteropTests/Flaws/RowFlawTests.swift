import TestSupport
import Testing
import TriggerCore
import TriggerRedis

@Suite("Flaws around rows", .heavy) struct RowFlawTests {
  @Test("flaw 1: a type of the library may run all types' triggers and rename them; ours runs its own only")
  func ownTypeOnly() async throws {
    let (queue, python, ids) = try await Neighbours.serving()
    let others = try await queue.store.fire(["dinner", "lunch"].map { NewTrigger(type: $0) }, now: nil)
    let processor = try queue.processor(of: "lunch") { _ in nil }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.succeeded)?.trigger == others[1])
    await processor.drain()
    let left = try await queue.store.records(ids: ids + others)
    #expect(left.map(\.type) == ["breakfast", "dinner", "lunch"])
    #expect(left.map { $0.processed == nil } == [true, true, false])

    #expect(try await python.call("round_of_untyped") == nil)
    #expect(try await queue.record(others[0]).type == "untyped")
    #expect(queue.pythonRuns == [ids[0], others[0]])
  }

  @Test("flaw 2: what somebody ran after it was listed the library runs again; we read it again under its lock")
  func listed() async throws {
    let (queue, python, ids) = try await Neighbours.serving(2)
    let lock = LateLock(lock: queue.lock) { id in
      _ = try await python.call("process_one", "Breakfast", .integer(id))
    }
    let processor = try queue.processor(lock: lock) { _ in
      Issue.record("It was run twice.")
      return nil
    }
    try await python.call("hold", .integer(ids[1]))
    try await processor.start()
    try await Patience.until { queue.pythonRuns.count == 2 }
    try await Patience.until { try await queue.store.processors(now: nil).claims.isEmpty }
    await processor.drain()
    #expect(queue.pythonRuns == ids)

    #expect(try await python.call("run_held", .integer(ids[1])) == nil)
    #expect(queue.pythonRuns == ids + [ids[1]])
  }

  @Test("flaw 4: the library's save reverts edits and brings back the deleted; ours writes what it changes only")
  func wholeRows() async throws {
    let (queue, python, ids) = try await Neighbours.serving(3)
    let edited = Instant(secondsSince1970: 1_700_000_000)
    let processor = try queue.processor(concurrency: 1) { context in
      if context.record.id == ids[2] { return nil }
      try await python.call("hold", .integer(context.record.id))
      try await python.call("edit", .integer(context.record.id), "by hand", .text(edited.iso8601))
      return nil
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await Set(events.next(3, .succeeded)) == Set(ids))
    await processor.drain()
    for record in try await queue.store.records(ids: Array(ids.prefix(2))) {
      #expect(record.source == "by hand" && record.after == edited && record.successful == true)
    }

    try await python.call("save_held", .integer(ids[0]))
    let reverted = try await queue.record(ids[0])
    #expect(reverted.source == "invoice$0" && reverted.after == nil && reverted.processed == nil)
    let target = try await Target(queue.record(ids[1]))
    let report = try await queue.store.apply(
      .delete, to: [target], by: Operator(name: "ops", host: "h"), under: queue.lock)
    #expect(report.done.count == 1)
    try await python.call("save_held", .integer(ids[1]))
    #expect(try await queue.record(ids[1]).processed == nil)
  }

  @Test("flaw 5: the library hands its triggers no arguments; ours get them")
  func arguments() async throws {
    let (queue, python, ids) = try await Neighbours.serving(2)
    let given: DataValue = .array([.array(["eggs", 2])])
    #expect(try await python.call("arguments", .integer(ids[0]), given) == .array([.object([])]))
    let application = TriggerQueue(store: queue.store, lock: queue.lock)
    #expect(try await application.process(Order.self, id: ids[1], dictionary: ["eggs": 2]) == ["eggs": 2])
  }

  @Test("flaw 12: a row read without its type's code loses its type there and can't be saved; ours keeps it")
  func throughTheBase() async throws {
    let (queue, python, ids) = try await Neighbours.serving()
    #expect(try await python.call("read_through_base", .integer(ids[0])) == .array([nil, "IntegrityError"]))
    let record = try await queue.record(ids[0])
    let report = try await queue.store.apply(
      .reschedule(.at(.noon)), to: [Target(record)], by: Operator(name: "ops", host: "h"), under: queue.lock)
    #expect(report.done.first?.after?.type == "breakfast")
    let row = try await python.call("show", .integer(ids[0]))
    #expect(row["trigger_type"] == "breakfast" && row["process_after"] != nil)
  }

  @Test("flaw 14: a source of none can be read, and a part with $ is refused instead of coming back in two")
  func sources() async throws {
    let (queue, python, _) = try await Neighbours.serving(0)
    let split: DataValue = .array([.array(["a", "b", "c"]), "AttributeError"])
    #expect(try await python.call("sources", "a$b", "c") == split)
    let id = try await queue.store.fire([NewTrigger(type: "breakfast")], now: nil)[0]
    #expect(try await queue.record(id).source == nil)
    let ambiguous = NewTrigger(type: "breakfast", source: ["a$b", "c"])
    let error = await #expect(throws: StoreError.self) { try await queue.store.fire([ambiguous], now: nil) }
    #expect("\(try #require(error))".contains("a$b"))
  }
}

/// A breakfast that tells what it was given.
private struct Order: Trigger {
  static let typed = "breakfast"

  func process(_ context: ProcessContext) async throws -> TriggerResult? {
    .fields(context.dictionary.map { TriggerData.Field($0, $1) })
  }
}

/// Lets somebody else have each trigger between our listing and our lock.
private struct LateLock: TriggerLock {
  let name = "test"
  let lock: RedisLock
  let before: @Sendable (TriggerID) async throws -> Void

  func acquire(_ ids: [TriggerID], lease: Duration) async throws -> [LockGrant] {
    for id in ids { try await before(id) }
    return try await lock.acquire(ids, lease: lease)
  }

  func extend(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant] {
    try await lock.extend(grants, lease: lease)
  }

  func regain(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant] {
    try await lock.regain(grants, lease: lease)
  }

  func release(_ grants: [LockGrant]) async throws { try await lock.release(grants) }
  func holders(of ids: [TriggerID]) async throws -> [TriggerID: LockHolder] { try await lock.holders(of: ids) }
}
