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

  @Test("takes at most a twentieth of the time, but leaves nothing older than 20 s and what it costs to read")
  func share() {
    for (cost, pause) in [
      (Duration.milliseconds(100), Duration.milliseconds(1_900)), (.seconds(1), .seconds(19)),
      (.seconds(7), .seconds(20)),
      (.seconds(40), .seconds(20)),
    ] {
      for hasFailed in [false, true] {
        var schedule = RefreshSchedule(interval: .seconds(1))
        schedule.begin(at: .seconds(100))
        let end = .seconds(100) + cost
        if hasFailed { schedule.failed(.unreachable("No server."), at: end) } else { schedule.answered(at: end) }
        schedule.ended(cost: cost, at: end)
        #expect(!schedule.isDue(at: end + pause - .milliseconds(1)), "\(cost)")
        #expect(schedule.isDue(at: end + pause), "\(cost)")
      }
    }
  }

  @Test("leaves a database alone for up to a minute that had to be stopped at a statement's limit")
  func cut() {
    for (cost, pause) in [
      (Duration.seconds(1), Duration.seconds(19)), (.seconds(7), .seconds(60)), (.seconds(40), .seconds(60)),
    ] {
      var schedule = RefreshSchedule(interval: .seconds(1))
      schedule.begin(at: .zero)
      schedule.failed(.timedOut("No answer."), at: cost)
      schedule.ended(cost: cost, at: cost)
      #expect(!schedule.isDue(at: cost + pause - .milliseconds(1)), "\(cost)")
      #expect(schedule.isDue(at: cost + pause), "\(cost)")
    }
  }

  @Test("says how old things are, when they are read again, and that R does so at once")
  func slow() {
    var driver = DashboardDriver.live()
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    driver.clock = driver.clock + .seconds(7)
    driver.send(.input(.tick))
    #expect(driver.text.contains("◐ 8s old, reading"))
    driver.send(.counts(.success(Sample.counts())))
    driver.send(.refreshed(.seconds(7)))
    #expect(driver.text.contains("● live"))
    driver.clock = driver.clock + .seconds(5)
    driver.send(.input(.tick))
    #expect(driver.text.contains("◐ 5s old, next in 15s (R now)"))
    driver.takeEffects()
    driver.press("R")
    #expect(rounds(driver.takeEffects()).count == 1)
  }

  @Test("what is asked for while a round runs comes right after it", arguments: ["R", "w", "2"])
  func hurried(_ key: Key) {
    var driver = DashboardDriver.live()
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    driver.press(key)
    #expect(rounds(driver.takeEffects()).count == 1)
    driver.clock = driver.clock + .seconds(7)
    driver.send(.refreshed(.seconds(7)))
    #expect(rounds(driver.takeEffects()).count == 1)
    driver.send(.refreshed(.seconds(7)))
    #expect(rounds(driver.takeEffects()).isEmpty)
  }

  @Test("so does the round after an operation or an edit, however it ends", arguments: [true, false])
  func hurriedByActing(isEdit: Bool) {
    var driver = DashboardDriver.live()
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    driver.takeEffects()
    driver.send(isEdit ? .edited(88_120, .success(.done)) : .operationEnded(Sample.now, .completed))
    driver.send(.counts(.failure(.timedOut("No answer."))))
    driver.send(.refreshed(.seconds(9)))
    #expect(rounds(driver.takeEffects()).count == 1)
  }

  @Test("what fails between rounds is asked for soon, and no answer leaves it lost")
  func between() {
    var driver = DashboardDriver.live()
    for _ in 1...5 {
      driver.send(.page(PageLoad(generation: 9, purpose: .replace, query: PageQuery()), .failure(.unreachable("No."))))
    }
    #expect(driver.text.contains("○ lost"))
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    #expect(rounds(driver.takeEffects()).count == 1)
    driver.send(.counts(.failure(.unreachable("No server."))))
    driver.send(.refreshed(.milliseconds(1)))
    #expect(driver.text.contains("next try in 1s (R now)"))
    driver.send(.page(PageLoad(generation: 9, purpose: .replace, query: PageQuery()), .success(Sample.page())))
    #expect(driver.text.contains("● live"))
  }

  @Test("counts of other windows stand under no tile, and w leaves the trends of all else alone")
  func windows() {
    var driver = DashboardDriver.live()
    #expect(driver.model.trends.change(of: .failing) == 3)
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    driver.press("w")
    #expect(driver.model.data.counts?.states[.failed] == nil)
    driver.send(.counts(.success(Sample.counts(earlier: .seconds(-1)))))
    #expect(driver.model.data.counts?.states[.failed] == nil && driver.text.contains("…"))
    driver.send(.refreshed(.milliseconds(5)))
    driver.send(.counts(.success(Sample.counts(earlier: .seconds(-2)))))
    #expect(driver.model.data.counts?.states[.failed] == Tally(19))
    #expect(driver.model.trends.change(of: .failing) == 3)
    #expect(driver.model.trends.change(of: .failed) == nil)
  }

  @Test("a slow answer makes no clock jump; one that contradicts the clock sets it")
  func slowClock() {
    var driver = DashboardDriver.live()
    var counts = Sample.counts()
    (counts.at, counts.cost) = (Sample.now, .seconds(8))
    driver.clock = driver.clock + .seconds(8)
    driver.send(.counts(.success(counts)))
    #expect(driver.model.skew == .zero)
    counts.at = driver.clock - .minutes(2)
    driver.send(.counts(.success(counts)))
    #expect(driver.model.skew == .seconds(-112))
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
