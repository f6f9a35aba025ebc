import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Checks")
struct ChecksScreenTests {
  private struct Fixed: Check {
    var name: String
    var found: CheckResult

    func run() async throws -> CheckResult { found }
  }

  private static let checks: [Fixed] = [
    Fixed(name: "database", found: CheckResult(.good, "orders@db1/app answers in 3ms.")),
    Fixed(
      name: "indexes",
      found: CheckResult(
        .warning,
        "The index on process_after is missing, so every claim reads the whole table; `triggertop migrate"
          + " --indexes` makes it.")),
    Fixed(name: "redis", found: CheckResult(.failed, "redis://cache1:6379 does not answer: connection refused.")),
  ]
  private static let facilities = Facilities(checks: checks.map(\.name))

  private static func checked() async -> DashboardDriver {
    var driver = DashboardDriver.live(facilities: facilities)
    driver.press("8")
    driver.send(.checked(await CheckRun(checks).entries()))
    return driver
  }

  @Test("Each check is a line with its status and a sentence", arguments: Scene.sizes)
  func everything(_ size: Size) async {
    var driver = await Self.checked()
    driver.send(.input(.resize(size)))
    assertSnapshot(of: driver.frame, named: "checks@\(size)")
  }

  @Test("They run when the screen opens, once, and again with R")
  func running() async {
    var driver = DashboardDriver.live(facilities: Self.facilities)
    driver.press("8")
    #expect(driver.takeEffects().contains(.runChecks))
    #expect(driver.text.contains("checking…") && driver.text.contains("database"))
    driver.press("R")
    #expect(!driver.takeEffects().contains(.runChecks))
    driver.send(.checked(await CheckRun(Self.checks).entries()))
    #expect(driver.text.contains("1 failed · 1 warning"))
    driver.press("1", "8")
    #expect(!driver.takeEffects().contains(.runChecks))
    driver.press("R")
    #expect(driver.takeEffects().contains(.runChecks))
  }

  @Test("Without checks there is no such screen")
  func none() {
    var driver = DashboardDriver.live()
    driver.press("8")
    #expect(driver.model.screen == .triggers)
    #expect(!driver.text.contains("Checks"))
  }

  @Test("They run off the model, and what they throw is a failure")
  func effect() async {
    struct Broken: Check {
      let name = "broken"

      func run() async throws -> CheckResult { throw StoreError.timedOut("No answer.") }
    }
    let harness = EffectHarness(ScriptedStore(), checks: Self.checks.map { $0 as any Check } + [Broken()])
    harness.perform(.runChecks)
    let messages = await harness.messages { if case .checked = $0 { true } else { false } }
    guard case .checked(let entries) = messages.last else {
      Issue.record("nothing was checked")
      return
    }
    #expect(entries.map(\.result.status) == [.good, .warning, .failed, .failed])
  }
}
