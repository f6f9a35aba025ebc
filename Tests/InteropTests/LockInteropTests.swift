import TestSupport
import Testing
import TriggerCore
import TriggerRedis

@Suite("Locks of both sides", .heavy) struct LockInteropTests {
  @Test("what Python works on we leave alone, and have when it is done")
  func theirs() async throws {
    let queue = try await Neighbours.fresh(.sqlite)
    let python = try await queue.project.session()
    let id = try #require(try await python.call("fire", "Breakfast", 1).ids.first)
    _ = try await queue.store.migrate(dryRun: false)
    let before = Instant.now
    try await python.call("take", .integer(id))

    #expect(try await queue.lock.acquire([id], lease: .minutes(1)).isEmpty)
    let holder = try #require(try await queue.lock.holders(of: [id])[id])
    #expect(holder.expiresIn == nil)
    // A version-1 UUID may run some steps ahead of the clock.
    #expect((before...(.now + .milliseconds(1))).contains(try #require(holder.since)))
    #expect(holder.node?.count == 12)
    let application = TriggerQueue(store: queue.store, lock: queue.lock)
    let error = await #expect(throws: ProcessError.self) { try await application.process(Breakfast.self, id: id) }
    guard case .locked? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let target = try await Target(queue.record(id))
    let report = try await queue.store.apply(
      .delete, to: [target], by: Operator(name: "ops", host: "h"), under: queue.lock)
    guard case .refused(let why)? = report.entries.first?.result else {
      Issue.record("\(report)")
      return
    }
    #expect(why.hasPrefix("its lock is held for ") && why.contains(" by a process on this machine, without an end"))

    try await python.call("give", .integer(id))
    #expect(try await queue.lock.acquire([id], lease: .minutes(1)).map(\.id) == [id])
  }

  @Test("what we work on Python passes over, without a word and without counting a try")
  func ours() async throws {
    let queue = try await Neighbours.fresh(.sqlite)
    let python = try await queue.project.session()
    let id = try #require(try await python.call("fire", "Breakfast", 1).ids.first)
    let grants = try await queue.lock.acquire([id], lease: .minutes(1))
    #expect(try await python.call("process_one", "Breakfast", .integer(id)) == nil)
    #expect(try await python.call("process") == 1)
    #expect(queue.pythonRuns.isEmpty)
    let record = try await queue.record(id)
    #expect(record.processed == nil && record.tries == 0)

    #expect(try await queue.lock.extend(grants, lease: .minutes(1)) == grants)
    try await queue.lock.release(grants)
    #expect(try await python.call("process") == 0)
    #expect(queue.pythonRuns == [id])
  }

  @Test("flaw 3: the lock of a killed Python worker is found as stuck, and released only by an operator who saw it")
  func killed() async throws {
    let queue = try await Neighbours.fresh(.sqlite)
    let python = try await queue.project.session()
    let ids = try await python.call("fire", "Breakfast", 2).ids
    try await python.call("take", .integer(ids[0]))
    try await python.call("take", .integer(ids[1]))
    #expect(try await queue.lock.stuck(olderThan: .hours(1)).locks.isEmpty)
    await python.die()

    let found = try await queue.lock.stuck(olderThan: .zero).locks
    #expect(found.map(\.id) == ids)
    #expect(found.allSatisfy { $0.holder.node?.count == 12 && $0.holder.since.map { $0 < .now } == true })
    #expect(try await queue.lock.acquire(ids, lease: .minutes(1)).isEmpty)
    // For ever, and without a word.
    #expect(try await queue.project.session().call("process") == 2)
    #expect(queue.pythonRuns.isEmpty)

    var seen = found
    seen[1].holder.token = "somebody else"
    #expect(try await queue.lock.release(stuck: seen).map(\.id) == [ids[0]])
    #expect(try await queue.lock.acquire(ids, lease: .minutes(1)).map(\.id) == [ids[0]])
  }
}
