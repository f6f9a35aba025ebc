import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Locks on screen")
struct LockSightTests {
  private static func holder(_ expiresIn: Duration? = nil) -> LockHolder {
    LockHolder(token: "t", since: nil, node: "00163e5f1002", expiresIn: expiresIn)
  }

  @Test("are asked about with every round, of the trigger that is looked at")
  func everyRound() async {
    let harness = EffectHarness(ScriptedStore(), lock: ScriptedLock(held: [88_120]))
    let round = Refresh(facts: false, counts: CountQuery(), page: nil, detail: 88_120, overview: false)
    harness.perform(.refresh(round))
    let messages = await harness.messages { if case .holders = $0 { true } else { false } }
    guard case .holders([88_120], .success(let holders))? = messages.last else {
      Issue.record("no locks told")
      return
    }
    #expect(holders.keys.sorted() == [88_120])
    harness.finish()
  }

  @Test("stay as they were told until they are told anew; another trigger's answer leaves them alone")
  func merged() {
    var driver = DashboardDriver.live()
    driver.send(.holders([88_007], .success([88_007: Self.holder()])))
    driver.send(.holders([88_120], .success([:])))
    #expect(driver.model.data.locks.keys.sorted() == [88_007])
    driver.send(.holders([88_007], .success([:])))
    #expect(driver.model.data.locks.isEmpty)
  }

  @Test("that end by themselves do so on screen too; how old an answer is, is told once it is old")
  func aging() {
    var driver = DashboardDriver.live()
    driver.press("j", "j")
    driver.send(.holders([88_120], .success([88_120: Self.holder(.seconds(20))])))
    #expect(driver.text.contains("expires in 20s"))
    driver.clock = driver.clock + .seconds(14)
    driver.send(.input(.tick))
    #expect(driver.model.context.why(Sample.rows[2]).sentence.contains("expires in 6s), as it was 14s ago"))
    driver.clock = driver.clock + .seconds(6)
    driver.send(.input(.tick))
    #expect(driver.model.context.waitContext(for: 88_120).lock == nil)
  }
}
