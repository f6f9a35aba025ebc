import TestSupport
import Testing
import TriggerCore

@Suite("The standard checks") struct StandardChecksTests {
  private struct BankCheck: Check {
    let name = "bank"
    func run() async throws -> CheckResult { CheckResult(.good, "It answers.") }
  }

  @Test("an application runs them beside its own, and they name what is missing")
  func besideOwn() async throws {
    let queue = TestQueue()
    _ = try await queue.store.fire([NewTrigger(type: "send_mail"), NewTrigger(type: "pay_bill")], now: nil)
    let checks = StandardChecks.all(of: queue.store, lock: MemoryLock(), handled: ["pay_bill"]) + [BankCheck()]
    let entries = await CheckRun(checks).entries()
    #expect(
      entries.map(\.name) == ["database", "side tables", "clock", "redis", "orphaned claims", "types", "bank"])
    #expect(entries.areGood)
    let types = try #require(entries.first { $0.name == "types" })
    #expect(types.result.status == .warning && types.result.detail.contains(" send_mail,"))
  }

  @Test("a clock that differs by more than an answer takes is told, with its direction")
  func clock() async throws {
    for (difference, word) in [(Duration.minutes(3), "ahead of"), (.minutes(-3), "behind")] {
      let store = FaultyStore(TestQueue().store, clock: ManualClock())
      store.changeFacts { $0.clock = .now + difference }
      let result = try await ClockCheck(store: store).run()
      #expect(result.status == .warning && result.detail.contains(" \(word) this machine's"), "\(result.detail)")
    }
  }

  @Test("tables that are missing and tables that may not be read have different remedies")
  func sideTables() async throws {
    let store = FaultyStore(TestQueue().store, clock: ManualClock())
    store.changeFacts { $0.sideTables = nil }
    #expect(try await SideTablesCheck(store: store).run().detail.hasSuffix("run triggertop migrate."))
    guard case .needsMigration = try await store.facts().lack(for: "This") else {
      Issue.record("nothing lacks")
      return
    }
    let grant = "The role web may not read triggertop_claim: GRANT SELECT ON triggertop_claim TO web."
    store.changeFacts { ($0.sideTables, $0.sideTablesRefusal) = (nil, grant) }
    let result = try await SideTablesCheck(store: store).run()
    #expect(result.status == .warning && result.detail == grant)
    #expect(try await store.facts().lack(for: "This") == .notPermitted(grant))
  }

  @Test("claims of dead processors are counted and named")
  func orphanedClaims() async throws {
    let bench = ProcessorBench()
    let id = try await bench.abandoned(lease: .seconds(5))
    #expect(try await OrphanedClaimsCheck(store: bench.store).run().status == .good)
    bench.clock.advance(by: .minutes(2))
    let result = try await OrphanedClaimsCheck(store: bench.store).run()
    #expect(result.status == .warning && result.detail.hasPrefix("1 of processors that are gone: \(id);"))
  }

  @Test("locks that are given and not kept fail the check")
  func forgetfulLocks() async throws {
    #expect(try await LocksCheck(lock: MemoryLock()).run().status == .good)
    let result = try await LocksCheck(lock: ForgetfulLock()).run()
    #expect(result.status == .failed && result.detail == "Redis gives locks, but does not keep them.")
  }
}

/// Loses what it gave before it can be renewed.
private struct ForgetfulLock: TriggerLock {
  let name = "test"
  func acquire(_ ids: [TriggerID], lease: Duration) -> [LockGrant] { ids.map { LockGrant(id: $0, token: "lost") } }
  func extend(_ grants: [LockGrant], lease: Duration) -> [LockGrant] { [] }
  func regain(_ grants: [LockGrant], lease: Duration) -> [LockGrant] { [] }
  func release(_ grants: [LockGrant]) {}
  func holders(of ids: [TriggerID]) -> [TriggerID: LockHolder] { [:] }
}
