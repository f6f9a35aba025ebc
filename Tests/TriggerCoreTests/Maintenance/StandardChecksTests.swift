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
}
