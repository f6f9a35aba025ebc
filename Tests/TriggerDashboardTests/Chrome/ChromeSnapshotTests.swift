import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("The frame around every screen, drawn")
struct ChromeSnapshotTests {
  @Test("is there before the database has answered")
  func connecting() {
    assertSnapshot(of: DashboardDriver().frame, named: "connecting@80x24")
  }

  @Test("says what is wrong and since when once the database is gone, and keeps what was read")
  func lost() {
    var driver = DashboardDriver.live()
    driver.clock = driver.clock + .seconds(5)
    driver.send(.input(.tick))
    driver.send(.counts(.failure(.unreachable("The server at db1 closed the connection; is it running?"))))
    driver.send(.refreshed(.milliseconds(3)))
    driver.clock = driver.clock + .seconds(72)
    driver.send(.input(.tick))
    driver.send(.counts(.failure(.unreachable("No answer from db1 within 5 s."))))
    driver.send(.refreshed(.seconds(5)))
    assertSnapshot(of: driver.frame, named: "lost@80x24")
  }

  @Test("says how old the data is while an answer is overdue")
  func slow() {
    var driver = DashboardDriver.live()
    driver.clock = driver.clock + .seconds(2)
    driver.send(.input(.tick))
    driver.clock = driver.clock + .seconds(9)
    driver.send(.input(.tick))
    #expect(driver.text.contains("◐ 11s old"))
  }

  @Test("A refusal is readable to its end, in as many lines as it takes", arguments: Scene.sizes)
  func longNotice(_ size: Size) {
    var driver = DashboardDriver.live(size: size, facilities: Facilities(hasProcessor: true))
    driver.send(.processorStatus(ProcessorStatus(concurrency: 4, types: ["pay_bill"])))
    driver.send(
      .processorAnswered(
        .force(88_120),
        .failure(
          .needsMigration(
            "orders@db1/app was not made by triggertop, so Python workers may run its triggers too: set redis_url, so "
              + "that both keep out of each other's way, or give --claims-only if no Python worker runs."))))
    assertSnapshot(of: driver.frame, named: "refusal@\(size)")
    driver.press("j")
    #expect(!driver.text.contains("Python workers"))
  }

  @Test("cannot be overlooked on a production queue")
  func production() {
    var options = DashboardOptions.testing
    options.isProduction = true
    options.title = "a very long name of a queue@a.very.long.host.example.internal/production"
    let driver = DashboardDriver.live(options: options, facilities: Facilities(hasProcessor: true))
    assertSnapshot(of: driver.frame, named: "production@80x24")
  }

  @Test("Locks that can't be asked about are told on every screen, and in the dialogs that would need them")
  func lockTrouble() {
    var driver = DashboardDriver.live(facilities: Facilities(seesLocks: true))
    #expect(!driver.text.contains("○ redis"))
    driver.send(.holders([88_007], .failure(.unreachable("Redis at redis1:6379 cannot be reached."))))
    #expect(driver.text.contains("○ redis"))
    driver.press("r")
    #expect(driver.text.contains("Python's locks can't be asked about now"))
    driver.press(.escape)
    driver.send(.holders([88_007], .success([:])))
    #expect(!driver.text.contains("○ redis"))
  }

  @Test("A queue with nothing amiss but a processor that is off says so")
  func idle() {
    var driver = DashboardDriver.live(facilities: Facilities(hasProcessor: true), page: Sample.page([]))
    driver.send(
      .processorStatus(ProcessorStatus(state: .off, concurrency: 4, types: ["pay_bill"])))
    #expect(driver.text.contains("1,204 due, and the processor of this program is off: P starts it."))
  }
}
