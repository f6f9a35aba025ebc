import Testing
import TriggerCore

@Suite("A run of checks") struct CheckRunTests {
  private struct Fixed: Check {
    var name: String
    var outcome: @Sendable () throws -> CheckResult
    func run() async throws -> CheckResult { try outcome() }
  }

  @Test("answers in order, and takes what is thrown for a failure")
  func order() async {
    let entries = await CheckRun([
      Fixed(name: "a") { CheckResult(.good, "fine") },
      Fixed(name: "b") { throw StoreError.unreachable("gone") },
      Fixed(name: "c") { CheckResult(.warning, "hm") },
    ]).entries()
    #expect(entries.map(\.name) == ["a", "b", "c"])
    #expect(entries[1].result == CheckResult(.failed, "gone"))
    #expect(!entries.areGood)
    #expect(entries.filter { $0.name != "b" }.areGood)
  }
}
