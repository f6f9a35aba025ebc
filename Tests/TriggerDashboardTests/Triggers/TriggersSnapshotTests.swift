import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("The main screen, drawn")
struct TriggersSnapshotTests {
  static let sizes = [(120, 40), (80, 24), (40, 12)].map { Size(columns: $0.0, rows: $0.1) }

  @Test("shows the queue, its tiles and why the trigger under the cursor waits", arguments: sizes)
  func main(size: Size) {
    var driver = DashboardDriver.live(size: size)
    driver.press("j", "j", " ", " ", "k", "k")
    driver.send(.detail(88_120, .success(Sample.detail)))
    assertSnapshot(of: driver.frame, named: "main@\(size)")
  }

  @Test("has the detail beside the list where there is room")
  func wide() {
    let size = Size(columns: 200, rows: 60)
    var driver = DashboardDriver.live(size: size, facilities: Facilities(hasProcessor: true))
    driver.press("j", "j")
    driver.send(.detail(88_120, .success(Sample.detail)))
    assertSnapshot(of: driver.frame, named: "main@\(size)")
  }

  @Test("keys do in one cell, and in any odd size, what they do elsewhere, and a larger terminal shows it")
  func tiny() {
    func pressed(_ size: Size) -> DashboardDriver {
      var driver = DashboardDriver.live(size: size)
      for key: Key in ["j", .pageDown, "G", "v", "k", "/"] {
        driver.press(key)
        _ = driver.frame
      }
      driver.type("x")
      return driver
    }
    let usual = Size(columns: 80, rows: 24)
    let expected = pressed(usual).text
    for columns in [0, 1, 3, 12, 59, 60, 109, 110, 160] {
      for rows in [0, 1, 2, 5, 15, 16, 30] {
        var driver = pressed(Size(columns: columns, rows: rows))
        driver.send(.input(.resize(usual)))
        #expect(driver.text == expected, "\(columns)x\(rows)")
      }
    }
  }

  @Test("hostile data stays data")
  func hostile() {
    let evil = "\u{1B}[2J\u{202E}evil\r\n\t\u{7}日本語👩‍👩‍👧e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}"
    let row = Sample.row(
      Int64.max, evil, source: evil, tries: 1,
      error: AttemptError(type: evil, message: evil, backtrace: evil),
      running: RunningMark(kind: .work, processor: evil, started: Sample.now, leaseUntil: .infinity))
    let facts = StoreFacts(
      kind: .sqlite, name: evil, version: evil, readOnlyReason: evil, sideTables: 1, isOwn: true, childTables: [evil],
      clock: Sample.now)
    let driver = DashboardDriver.live(facts: facts, page: Sample.page([row]))
    assertSnapshot(of: driver.frame, named: "hostile@80x24")
  }

  @Test("says without side tables that no error is recorded, and shows the source instead")
  func djangoAlone() {
    var facts = Sample.facts
    facts.sideTables = nil
    let rows = Sample.rows.map { Page.Row(record: $0.record) }
    let driver = DashboardDriver.live(facts: facts, page: Sample.page(rows))
    assertSnapshot(of: driver.frame, named: "django-alone@80x24")
  }

  @Test("says of side tables that may not be read what has to be granted")
  func unreadable() {
    var facts = Sample.facts
    let grant = "The role web may not read triggertop_attempt: GRANT SELECT ON triggertop_attempt TO web."
    (facts.sideTables, facts.sideTablesRefusal) = (nil, grant)
    var driver = DashboardDriver.live(
      size: Size(columns: 120, rows: 40),
      facilities: Facilities(undoes: true), facts: facts,
      page: Sample.page(Sample.rows.map { Page.Row(record: $0.record) }))
    #expect(driver.text.contains("ERROR   The role web may not read triggertop_attempt: GRANT SELECT"))
    driver.press("u")
    #expect(driver.text.contains("GRANT SELECT ON triggertop_attempt TO web."))
    driver.press("2")
    #expect(driver.text.contains("this role may not read the triggertop tables"))
    #expect(!driver.text.contains("migrate"))
  }

  @Test("tells when rather than why where most is done and there is no room for both")
  func all() {
    let rows = [
      Sample.row(88_200, processed: Sample.now - .minutes(2), successful: true),
      Sample.row(88_199, age: .days(2), tries: 1, processed: Sample.now - .days(1), successful: true),
      Sample.row(88_198, age: .days(400), processed: Sample.now - .days(399), successful: true),
    ]
    var driver = DashboardDriver.live(page: Sample.page())
    driver.press("0")
    driver.answerPage(Sample.page(rows + Sample.rows.reversed()))
    assertSnapshot(of: driver.frame, named: "all@80x24")
  }

  @Test("shows a filter being typed, and what is wrong with it")
  func filtering() {
    var driver = DashboardDriver.live()
    driver.press("/")
    driver.type("stat:failed")
    assertSnapshot(of: driver.frame, named: "filter-error@80x24")
  }

  @Test("says read-only, and leaves out the keys that would change something")
  func readOnly() {
    var options = DashboardOptions.testing
    options.readOnlyReason = "Opened with --read-only."
    var driver = DashboardDriver.live(options: options)
    driver.press("r")
    assertSnapshot(of: driver.frame, named: "read-only@80x24")
    driver.press("j")
    #expect(!driver.text.contains("r retry"))
  }
}
