import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("The list keeps still under the operator")
struct TriggerListTests {
  static func rows(_ ids: some Sequence<Int>) -> [Page.Row] { ids.map { Sample.row(TriggerID($0), tries: 1) } }

  /// A list of these ids, sorted by id upwards.
  static func driver(_ ids: some Sequence<Int>, hasMore: Bool = false) -> DashboardDriver {
    var options = DashboardOptions.testing
    options.view = .pending
    var driver = DashboardDriver(options: options)
    driver.send(.facts(.success(Sample.facts)))
    driver.send(.input(.key(":")))
    driver.type("sort id")
    driver.press(.enter)
    driver.answerPage(Sample.page(rows(ids), hasMore: hasMore))
    driver.send(.refreshed(.milliseconds(5)))
    // That which the command asked for meanwhile.
    driver.send(.refreshed(.milliseconds(5)))
    driver.takeEffects()
    return driver
  }

  private func driver(_ ids: some Sequence<Int>, hasMore: Bool = false) -> DashboardDriver {
    Self.driver(ids, hasMore: hasMore)
  }

  @Test("the cursor stays on its trigger, and that on its line, as rows come and go above")
  func staysPut() {
    var driver = driver(10...60)
    for _ in 0..<5 { driver.press("j") }
    #expect(driver.cursor == 15)
    let line = driver.model.triggers.list.cursorOffset
    driver.refresh(Sample.page(Self.rows(1...60)))
    #expect(driver.cursor == 15)
    #expect(driver.model.triggers.list.cursorOffset == line)
  }

  @Test("a row that left stays, dimmed, until the cursor moves")
  func gone() {
    var driver = driver(1...8)
    driver.press("j", "j")
    driver.refresh(Sample.page(Self.rows([1, 2, 5, 6, 7, 8])))
    #expect(driver.ids == [1, 2, 3, 4, 5, 6, 7, 8].map(TriggerID.init))
    #expect(driver.model.triggers.list.entries.filter(\.isGone).map(\.id) == [3, 4])
    #expect(driver.cursor == 3)
    driver.press("j")
    #expect(driver.ids == [1, 2, 5, 6, 7, 8].map(TriggerID.init))
    #expect(driver.cursor == 5)
  }

  @Test(
    "a deleted trigger is told as gone, whoever deleted it, and nothing can be done to it", arguments: [true, false])
  func deleted(byUs: Bool) {
    var driver = driver(1...3)
    driver.press("j")
    driver.send(.detail(2, .success(TriggerDetail(row: Sample.row(2, tries: 1), at: Sample.now))))
    if byUs {
      driver.send(.operationAdvanced(Sample.now, entries: [.init(id: 2, result: .done, before: Sample.row(2).record)]))
    }
    driver.refresh(Sample.page(Self.rows([1, 3])))
    driver.send(.detail(2, .success(nil)))
    #expect(driver.cursor == 2)
    #expect(driver.text.contains("GONE"))
    #expect(driver.text.contains("deleted 13:02:1"))
    #expect(driver.text.contains("– of 2"))
    for key in ["r", "s", "D", " "] as [Key] {
      driver.press(key)
      #expect(driver.model.modal == nil)
      #expect(driver.text.contains("Trigger 2 was deleted; move to another row."))
    }
    #expect(driver.model.triggers.marks.isEmpty)
    driver.press("j", "r")
    #expect(driver.model.modal != nil)
  }

  @Test("a trigger that only left the list is acted on as it is by now")
  func leftAndChanged() {
    var driver = driver(1...3)
    driver.refresh(Sample.page(Self.rows([2, 3])))
    driver.send(.detail(1, .success(TriggerDetail(row: Sample.row(1, tries: 4), at: Sample.now))))
    driver.press("r")
    #expect(driver.text.contains("1 warned"))
  }

  @Test("a row that left and came back is as any other")
  func returns() {
    var driver = driver(1...3)
    driver.refresh(Sample.page(Self.rows([1, 3])))
    driver.refresh(Sample.page(Self.rows(1...3)))
    #expect(driver.model.triggers.list.entries.allSatisfy { !$0.isGone })
    #expect(driver.ids == [1, 2, 3].map(TriggerID.init))
  }

  @Test("moving up from a row that left goes to the one before it, and past the ends nowhere")
  func upFromGone() {
    var driver = driver(1...4)
    driver.press("j", "j")
    driver.refresh(Sample.page(Self.rows([1, 2, 4])))
    driver.press("k")
    #expect(driver.cursor == 2)
    driver.press("k", "k", "k")
    #expect(driver.cursor == 1)
    driver.press(.pageDown, .pageDown)
    #expect(driver.cursor == 4)
  }

  @Test("all rows may leave at once")
  func allGone() {
    var driver = driver(1...3)
    driver.refresh(Sample.page([]))
    #expect(driver.model.triggers.list.entries.map(\.isGone) == [true, true, true])
    driver.press("j")
    #expect(driver.text.contains("1"))
    driver.refresh(Sample.page(Self.rows([9])))
    driver.press("j")
    #expect(driver.cursor == 9)
  }

  @Test("frozen, it does not change until it is let go")
  func frozen() {
    var driver = driver(1...3)
    driver.press("Z")
    driver.clock = driver.clock + .seconds(2)
    driver.send(.input(.tick))
    #expect(driver.askedPage == nil)
    #expect(driver.text.contains("FROZEN"))
    driver.send(.refreshed(.milliseconds(5)))
    driver.press("Z")
    driver.refresh(Sample.page(Self.rows(4...5)), after: .seconds(2))
    #expect(driver.ids.contains(4))
  }

  @Test("following, the cursor is always on the first row")
  func follow() {
    var driver = driver(5...9)
    driver.press("j", "F")
    #expect(driver.cursor == 5)
    driver.refresh(Sample.page(Self.rows(3...9)))
    #expect(driver.cursor == 3)
    driver.press("j")
    driver.refresh(Sample.page(Self.rows(1...9)))
    #expect(driver.cursor == 4)
  }

  @Test("what a resize leaves visible still has the cursor in it")
  func resize() {
    var driver = driver(1...60)
    for _ in 0..<12 { driver.press("j") }
    driver.send(.input(.resize(Size(columns: 80, rows: 17))))
    let list = driver.model.triggers.list
    #expect(list.visible(height: driver.model.triggers.height(in: driver.model.context)).map(\.id).contains(13))
  }

  @Test("a filter in force stands in the headline however long it is, and that the order is not that of all")
  func longFilter() {
    var driver = driver(1...3)
    driver.send(.counts(.success(Sample.counts())))
    driver.press("/")
    driver.type("type:pay_bill source:~invoice$4411 tries:<9")
    driver.press(.enter)
    var page = Sample.page(Self.rows(1...3))
    page.sortedFrom = 2
    driver.press(":")
    driver.type("sort received")
    driver.press(.enter)
    driver.answerPage(page)
    driver.send(
      .total(driver.model.triggers.query(in: driver.model.context).filter, Tally(123_456, .atLeast), exactCost: .zero))
    for columns in [80, 100, 140] {
      driver.send(.input(.resize(Size(columns: columns, rows: 24))))
      let rule = driver.frame.text(row: 3)
      #expect(rule.contains("PENDING") && rule.contains("received▲≈") && rule.contains("/typ"), "\(rule)")
    }
  }

  @Test("while the database is lost the headline names the view, and rows of another are not shown under its name")
  func lost() throws {
    let gone = StoreError.unreachable("No server.")
    var driver = driver(1...3)
    driver.clock = driver.clock + .seconds(2)
    driver.send(.input(.tick))
    driver.send(.counts(.failure(gone)))
    driver.send(.refreshed(.milliseconds(5)))
    #expect(driver.ids == [1, 2, 3])
    #expect(driver.frame.text(row: 3).contains("No server.") && driver.frame.text(row: 3).contains("PENDING"))
    driver.press("I")
    let reversed = try #require(driver.askedPage)
    driver.send(.page(reversed, .failure(gone)))
    #expect(driver.ids == [1, 2, 3])
    driver.press(.tab)
    #expect(driver.ids.isEmpty)
    #expect(driver.frame.text(row: 3).contains("SCHEDULED"))
    #expect(driver.text.contains("Nothing was read of scheduled yet."))
  }

  @Test("an empty type or source says so")
  func emptyTexts() {
    var driver = driver([])
    driver.refresh(Sample.page([Sample.row(1, "", source: "", tries: 1)]), after: .seconds(2))
    let row = driver.frame.text(row: 5)
    #expect(row.split(separator: " ").filter { $0 == "‹empty›" }.count == 2, "\(row)")
  }

  @Test("on a narrow terminal the type stays longest; ids take no more room than they need, and keep it")
  func narrow() {
    var driver = driver(1...9)
    driver.send(.input(.resize(Size(columns: 40, rows: 12))))
    #expect(driver.text.contains("pay_bill"))
    #expect(driver.text.contains(" ID▲ TYPE"))
    driver.refresh(Sample.page(Self.rows([1, 88_120])), after: .seconds(2))
    driver.refresh(Sample.page(Self.rows([1, 2])), after: .seconds(2))
    #expect(driver.text.contains("    ID▲ TYPE"))
  }

  @Test("the cursor counts its place in the list")
  func position() {
    var driver = driver(1...20)
    driver.press("j")
    #expect(driver.text.contains("2 of 20"))
  }
}
