import Foundation
import TestSupport
import Testing
import TriggerCore

@Suite("Beside Python workers", .heavy) struct ClaimTraceTests {
  @Test(
    "what both sides worked off leaves no claim, though locks were held against us and Python finished first", .lasting)
  func together() async throws {
    let queue = try await Neighbours.fresh(.identity)
    _ = try await queue.store.migrate(dryRun: false)
    let python = try await queue.project.session()
    let ids = try await queue.store.fire(Array(repeating: NewTrigger(type: "breakfast"), count: 20), now: nil)
    try await python.call("take", .integer(ids[0]))
    var registry = HandlerRegistry()
    try registry.handle("breakfast") { _ in nil }
    let processor = Processor(
      store: queue.store, registry: registry, lock: queue.lock, settings: ProcessorSettings(lease: .seconds(3)))
    try await processor.start()
    try await queue.wait(for: Array(ids.dropFirst())) { $0.progress.successful == true }
    try await Patience.until { try await queue.store.processors(now: nil).claims.map(\.mark.kind) == [.hold] }
    // Python ends what it holds, and none of ours will ever ask for it again.
    try await PostgresServer.shared().execute(
      "UPDATE djtriggers_trigger SET date_processed = now(), successful = true WHERE id = \(ids[0])",
      at: queue.database.address)
    try await python.call("give", .integer(ids[0]))
    try await Patience.until { try await queue.store.processors(now: nil).claims.isEmpty }
    await processor.drain()
    #expect(try await queue.lock.holders(of: ids).isEmpty)
  }

  @Test("--once comes to its end beside Python's rounds, and tells what Python has locked", .lasting)
  func once() async throws {
    let queue = try await Neighbours.fresh(.identity)
    _ = try await queue.store.migrate(dryRun: false)
    let python = try await queue.project.session()
    let ids = try await queue.store.fire(Array(repeating: NewTrigger(type: "breakfast"), count: 10), now: nil)
    try await python.call("take", .integer(ids[3]))
    let home = try Workspace()
    try home.write("[handlers.breakfast]\ncommand = [\"true\"]\n", to: "config/triggertop/config.toml")
    let environment = ["DJTRIGGERS_REDIS_URL": queue.redisURL]
    let address = queue.database.address
    let locked = try await home.triggertop("process", "--once", "--database", address, environment: environment)
    #expect(locked.status == 2, "\(locked.errors)")
    #expect(locked.errors.contains("1 trigger is due but locked by somebody else: \(ids[3]);"))
    try await python.call("give", .integer(ids[3]))
    let done = try await home.triggertop("process", "--once", "--database", address, environment: environment)
    #expect(done.status == 0, "\(done.errors)")
    #expect(try await queue.store.records(ids: ids).allSatisfy { $0.progress.successful == true })
    #expect(try await queue.store.processors(now: nil).claims.isEmpty)
  }
}
