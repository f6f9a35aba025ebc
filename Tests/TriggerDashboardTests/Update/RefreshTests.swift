import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Refreshing")
struct RefreshTests {
  private func rounds(_ effects: [DashboardEffect]) -> [Refresh] {
    effects.compactMap { if case .refresh(let round) = $0 { round } else { nil } }
  }

  /// Ticks for that many seconds, a tick a second, and counts the rounds asked for.
  private func rounds(_ driver: inout DashboardDriver, seconds: Int, cost: Duration? = .milliseconds(5)) -> Int {
    var count = 0
    for _ in 0..<seconds {
      driver.clock = driver.clock + .seconds(1)
      driver.send(.input(.tick))
      let asked = rounds(driver.takeEffects()).count
      count += asked
      if asked > 0, let cost { driver.send(.refreshed(cost)) }
      driver.takeEffects()
    }
    return count
  }

  @Test("the first round asks for all there is to know")
  func first() {
    let driver = DashboardDriver()
    let round = rounds(driver.effects).first
    #expect(round?.facts == true && round?.overview == true)
    #expect(round?.page?.purpose == .replace)
    #expect(round?.page?.query.filter.states == DashboardView.attention.states)
  }

  @Test("comes every second, but never while the last is under way")
  func overlap() {
    var driver = DashboardDriver.live()
    #expect(rounds(&driver, seconds: 10) == 10)
    #expect(rounds(&driver, seconds: 10, cost: nil) == 1)
  }

  @Test("takes at most a twentieth of the time")
  func share() {
    var driver = DashboardDriver.live()
    #expect(rounds(&driver, seconds: 100, cost: .seconds(1)) <= 6)
  }

  @Test("after failures it tries again after 1, 2, 4, 8, then every 15 s, and asks for the facts again")
  func failures() {
    var driver = DashboardDriver.live()
    var pauses: [Int] = []
    var last = 0
    for second in 1...80 {
      driver.clock = driver.clock + .seconds(1)
      driver.send(.input(.tick))
      guard let round = rounds(driver.takeEffects()).first else { continue }
      if last > 0 {
        pauses.append(second - last)
        #expect(round.facts)
      }
      last = second
      driver.send(.counts(.failure(.unreachable("No server."))))
      driver.send(.page(PageLoad(generation: 1, purpose: .refresh, query: PageQuery()), .failure(.unreachable("No."))))
      driver.send(.refreshed(.milliseconds(1)))
    }
    #expect(pauses == [1, 2, 4, 8, 15, 15, 15, 15])
  }

  @Test("once answered again it is live, and what was wrong is forgotten")
  func recovery() {
    var driver = DashboardDriver.live()
    driver.send(.counts(.failure(.unreachable("No server."))))
    #expect(driver.text.contains("○ lost"))
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    driver.send(.counts(.success(Sample.counts())))
    driver.send(.refreshed(.milliseconds(1)))
    #expect(driver.text.contains("● live"))
  }

  @Test("keys answer while the database does not")
  func keys() {
    var driver = DashboardDriver.live()
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    driver.press("j", "?")
    #expect(driver.model.modal != nil)
    driver.press(.escape, "2")
    #expect(driver.model.screen == .processors)
  }

  @Test("reads no list while it is not on screen")
  func otherScreen() {
    var driver = DashboardDriver.live()
    driver.press("2")
    #expect(rounds(driver.takeEffects()).map(\.page) == [nil])
  }

  @Test("a clock set back does not stop it")
  func clockSetBack() {
    var driver = DashboardDriver.live()
    driver.clock = driver.clock - .days(1)
    #expect(rounds(&driver, seconds: 3) >= 2)
  }

  @Test("the time on screen is the database's")
  func skew() {
    var driver = DashboardDriver.live()
    var counts = Sample.counts()
    counts.at = Sample.now + .minutes(5)
    driver.send(.counts(.success(counts)))
    #expect(driver.text.contains("13:07:11"))
  }
}
