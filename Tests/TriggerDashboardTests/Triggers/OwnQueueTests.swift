import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("A queue that nobody named")
struct OwnQueueTests {
  private static let origin = "This is your own queue: no database was given (DATABASE_URL, --database)."

  private func driver(_ origin: String?, isEmpty: Bool = true) -> DashboardDriver {
    var options = DashboardOptions.testing
    options.origin = origin
    var driver = DashboardDriver.live(options: options, page: Sample.page([]))
    var counts = Sample.counts()
    if isEmpty {
      counts.states = counts.states.mapValues { _ in Tally(0) }
      (counts.due, counts.oldestDue) = (Tally(0), nil)
    }
    driver.send(.counts(.success(counts)))
    return driver
  }

  @Test("says so in its first line and wherever it has nothing to show")
  func told() {
    var driver = driver(Self.origin)
    #expect(driver.frame.text(row: 0).contains("your own, empty"))
    for _ in DashboardView.allCases {
      #expect(driver.text.contains(Self.origin), "\(driver.model.triggers.view)")
      driver.press(.tab)
      driver.answerPage(Sample.page([]))
    }
  }

  @Test("says nothing of it in the first line once there is something, nor where it was named")
  func untold() {
    #expect(!driver(Self.origin, isEmpty: false).frame.text(row: 0).contains("your own"))
    #expect(!driver(nil).text.contains("your own"))
  }
}
