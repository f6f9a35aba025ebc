import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("A filter narrows the view")
struct NarrowingTests {
  private static let filters = [
    "", "state:failed", "type:pay_bill state:failed", "state:scheduled", "state:failed,succeeded,pending", "within:1h",
    "within:7d", "state:failed within:7d", "tries:>2",
  ]

  private static let rows: [TriggerRecord] = [nil, Duration.minutes(5), .hours(2), .days(3), .days(60)].flatMap { age in
    [(0, nil), (1, nil), (4, nil), (5, false), (0, true)].flatMap { tries, successful in
      ["pay_bill", "send_mail"].flatMap { type in
        [nil, Sample.now + .hours(1)].map { after in
          TriggerRecord(
            id: 1, type: type, source: nil, received: Sample.now - .days(61),
            progress: Progress(
              processed: successful == nil ? nil : age.map { Sample.now - $0 }, successful: successful, tries: tries,
              after: after))
        }
      }
    }
  }

  @Test("what is listed matches both the view and the filter", arguments: DashboardView.allCases, filters)
  func both(view: DashboardView, text: String) throws {
    let filter = try ListFilter(text)
    for windows in CountWindows.allCases {
      let listed = filter.within(view, windows: windows)
      for row in Self.rows {
        func matches(_ filter: TriggerFilter) -> Bool { filter.matches(row, limits: TryLimits(), now: Sample.now) }
        #expect(matches(listed) == (matches(view.filter(windows)) && matches(filter.parsed)), "\(row.progress)")
      }
    }
  }

  @Test("marking all of a narrowed view finds what stands there, and no more")
  func marking() {
    var driver = DashboardDriver.live()
    driver.press("/")
    driver.type("type:pay_bill state:failed")
    driver.press(.enter)
    driver.answerPage(Sample.page(Array(Sample.rows.prefix(2))))
    driver.press("*", "*")
    let gathered = driver.effects.compactMap { effect in
      if case .gather(_, let query, _) = effect { query.filter } else { nil }
    }
    let expected = TriggerFilter(states: [.failed], types: [.exactly("pay_bill")], processedWithin: .hours(24))
    #expect(gathered == [expected])
  }

  @Test("the title says how far back the view looks, and a narrower filter beside it")
  func title() {
    var driver = DashboardDriver.live()
    #expect(driver.text.contains("ATTENTION 24h 68"))
    driver.press("/")
    driver.type("state:failed")
    driver.press(.enter)
    #expect(driver.text.contains("ATTENTION 24h 19 · /state:failed"))
    driver.press("w")
    #expect(driver.text.contains("ATTENTION 7d"))
    driver.press(":")
    driver.type("view pending")
    driver.press(.enter)
    #expect(driver.text.contains("PENDING"))
    #expect(!driver.text.contains("PENDING 24h"))
  }

  @Test("what excludes the view finds nothing, is said so while it is typed, and costs no search")
  func exclusion() {
    var driver = DashboardDriver.live()
    driver.press("/")
    driver.type("state:scheduled")
    #expect(driver.text.contains("Nothing in attention is scheduled: 0 looks in all."))
    driver.press(.enter)
    #expect(driver.askedPage?.query.filter == .nothing)
    driver.answerPage(Sample.page([]))
    #expect(driver.text.contains("Nothing in attention is scheduled: view and filter exclude each other."))
    driver.press("*", "*")
    #expect(!driver.effects.contains { if case .gather = $0 { true } else { false } })
    driver.press("0")
    #expect(driver.askedPage?.query.filter == TriggerFilter(states: [.scheduled]))
  }

  @Test("of a window that leaves a filter nothing it says that w looks further back")
  func window() {
    var driver = DashboardDriver.live()
    driver.press("/")
    driver.type("within:7d none")
    driver.press(.enter)
    driver.answerPage(Sample.page([]))
    #expect(driver.text.contains("Nothing in attention of the last 24h matches the filter."))
    #expect(driver.text.contains("w looks further back."))
  }

  @Test("view, filter and marks are seen together in any terminal that is used", arguments: [(80, 24), (40, 12)])
  func together(columns: Int, rows: Int) {
    let size = Size(columns: columns, rows: rows)
    var driver = DashboardDriver.live(size: size, facilities: Facilities(checks: ["database"]))
    driver.press(" ", " ", " ", "/")
    driver.type("type:pay_bill tries:>3")
    driver.press(.enter)
    driver.answerPage(Sample.page(Array(Sample.rows.prefix(2))))
    assertSnapshot(of: driver.frame, named: "narrowed@\(size)")
  }

  @Test("marks that the list does not show are counted there and in the dialog of what is done to them")
  func unseen() {
    var driver = DashboardDriver.live()
    driver.press(" ", " ", " ")
    #expect(driver.text.contains("3 marked ") && !driver.text.contains("not shown"))
    driver.press("/")
    driver.type("tries:>4")
    driver.press(.enter)
    driver.answerPage(Sample.page(Array(Sample.rows.prefix(2))))
    #expect(driver.text.contains("3 marked, 1 not shown"))
    driver.press("r")
    #expect(driver.text.contains("1 of the 3 marked are not in the list as it is now"))
    driver.press(.escape, .escape)
    #expect(!driver.text.contains("not shown"))
  }

  @Test("of a list that is not read to its end, what marks match decides whether it shows them")
  func beyond() {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.press(" ", "*", "*")
    guard case .gather(let generation, _, _)? = driver.takeEffects().last else {
      Issue.record("nothing gathered")
      return
    }
    let rows = (1...400).map { Sample.row(TriggerID($0)) }
    driver.send(.gathered(generation: generation, rows: rows, isComplete: true, wasCut: false))
    #expect(driver.model.triggers.unseenMarks == 0)
    driver.press(.backTab)
    driver.answerPage(Sample.page([]))
    #expect(driver.model.triggers.unseenMarks == 400)
  }
}
