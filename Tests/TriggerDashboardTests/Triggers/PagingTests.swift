import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Paging through a long list")
struct PagingTests {
  static func rows(_ ids: ClosedRange<Int>) -> [Page.Row] { TriggerListTests.rows(ids) }
  private static func page(_ ids: ClosedRange<Int>, hasMore: Bool = true) -> Page {
    Sample.page(rows(ids), hasMore: hasMore)
  }

  /// Moves on to the end, answering what is asked from a list of that many ids.
  static func scroll(_ driver: inout DashboardDriver, by key: Key, times: Int, count: Int) {
    for _ in 0..<times {
      driver.press(key)
      guard let load = driver.askedPage, load.purpose != .refresh else { continue }
      driver.answerPage(Self.answer(load.query, count: count))
    }
  }

  private static func answer(_ query: PageQuery, count: Int) -> Page {
    let id = query.cursor.map { Int($0.id) }
    let all = query.direction == .forward ? ((id ?? 0) + 1)..<(count + 1) : 1..<(id ?? count + 1)
    let found = query.direction == .forward ? all.prefix(query.limit) : all.suffix(query.limit)
    return Sample.page(TriggerListTests.rows(found), hasMore: all.count > found.count)
  }

  @Test("reads on before the end of the window is reached, from its last row")
  func append() throws {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.takeEffects()
    for _ in 0..<9 { driver.press(.pageDown) }
    let load = try #require(driver.askedPage)
    #expect(load.purpose == .append)
    #expect(load.query.cursor == PageCursor(value: .integer(150), id: 150))
    driver.answerPage(Self.page(151...300))
    #expect(driver.ids == (1...300).map(TriggerID.init))
  }

  @Test("never holds more than a window, wherever one goes in a million rows, and shows every row in order")
  func window() {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.takeEffects()
    Self.scroll(&driver, by: .pageDown, times: 70, count: 1_000_000)
    #expect(driver.ids.count <= TriggerList.capacity + PageLoading.limit)
    #expect(driver.cursor == 981)
    #expect(zip(driver.ids, driver.ids.dropFirst()).allSatisfy { $0 + 1 == $1 })
    Self.scroll(&driver, by: .pageUp, times: 70, count: 1_000_000)
    #expect(driver.ids.count <= TriggerList.capacity + PageLoading.limit)
    #expect(driver.cursor == 1)
    #expect(zip(driver.ids, driver.ids.dropFirst()).allSatisfy { $0 + 1 == $1 })
  }

  @Test("G reads the end backwards, g the beginning")
  func ends() throws {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.press("G")
    let last = try #require(driver.askedPage)
    #expect(last.purpose == .replace)
    #expect(last.query.direction == .backward && last.query.cursor == nil)
    driver.answerPage(Self.page(851...1_000))
    #expect(driver.cursor == 1_000)
    #expect(driver.text.contains("… of ≥149"))
    driver.press("g")
    #expect(driver.askedPage?.query.direction == .forward)
    driver.answerPage(Self.page(1...150))
    #expect(driver.cursor == 1)
  }

  @Test("a row that can't be read is told by id and column, and the others are shown; the database is not lost")
  func unreadable() {
    var driver = TriggerListTests.driver(1...3)
    var page = Self.page(1...3, hasMore: false)
    page.unreadable = [Page.Unreadable(id: 5, sentence: "Trigger 5 has 'x' as number_of_tries; correct it.")]
    driver.refresh(page)
    #expect(driver.text.contains("Trigger 5 has 'x' as number_of_tries"))
    driver.press("j")
    #expect(driver.text.contains("unreadable 5"))
    driver.refresh(page, after: .seconds(2))
    #expect(!driver.text.contains("Trigger 5 has"))
    driver.refresh(Self.page(1...5, hasMore: false), after: .seconds(2))
    #expect(!driver.text.contains("unreadable"))
  }

  @Test("a page that the database refuses is told once, and the rest stays live")
  func refusedPage() throws {
    var driver = TriggerListTests.driver(1...3)
    for isFirst in [true, false] {
      driver.clock = driver.clock + .seconds(2)
      driver.send(.input(.tick))
      let load = try #require(driver.askedPage)
      driver.takeEffects()
      driver.send(.page(load, .failure(.failed("column \"successful\" can't be read."))))
      driver.send(.refreshed(.milliseconds(5)))
      #expect(driver.text.contains("can't be read") == isFirst)
      #expect(driver.text.contains("● live"))
      driver.press("j")
    }
  }

  @Test("what is pressed while a page is read is not lost: the cursor moves on once it has come")
  func burst() {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.takeEffects()
    for _ in 0..<390 { driver.press("j") }
    #expect(driver.cursor == 150)
    driver.answerPage(Self.page(151...300))
    #expect(driver.cursor == 300)
    driver.answerPage(Self.page(301...450))
    #expect(driver.cursor == 391)
    driver.answerPage(Self.page(451...600))
    #expect(driver.cursor == 391)
    for _ in 0..<600 { driver.press("k") }
    #expect(driver.cursor == 1)
    driver.press("j")
    #expect(driver.cursor == 2)
  }

  @Test("what was pressed beyond a page that is read is forgotten when the operator turns back")
  func turnsBack() {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.takeEffects()
    for _ in 0..<390 { driver.press("j") }
    driver.press("k")
    driver.answerPage(Self.page(151...300))
    #expect(driver.cursor == 149)
  }

  @Test("how many there are is counted where neither tiles nor the window tell, once in ten seconds")
  func total() throws {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.send(.counts(.success(Sample.counts())))
    driver.press("/")
    driver.type("bill")
    driver.press(.enter)
    driver.answerPage(Self.page(1...150))
    func asked(after pause: Duration) -> TriggerFilter? {
      driver.clock = driver.clock + pause
      driver.takeEffects()
      driver.send(.input(.tick))
      let rounds = driver.takeEffects().compactMap { if case .refresh(let round) = $0 { round } else { nil } }
      driver.send(.refreshed(.milliseconds(5)))
      return rounds.first?.total
    }
    #expect(driver.text.contains("PENDING ≥150"))
    let filter = try #require(asked(after: .seconds(1)))
    #expect(filter == driver.model.triggers.query(in: driver.model.context).filter)
    driver.send(.total(TriggerFilter(), Tally(9), exactCost: .zero))
    driver.send(.total(filter, Tally(4_427), exactCost: .zero))
    #expect(driver.text.contains("PENDING 4,427"))
    #expect(driver.text.contains("1 of 4,427"))
    driver.press(.enter)
    #expect(driver.text.contains("1 of 4,427"))
    driver.press(.escape)
    #expect(asked(after: .seconds(2)) == nil)
    driver.send(.operationEnded(Sample.now, .completed))
    driver.send(.refreshed(.milliseconds(5)))
    #expect(driver.takeEffects().contains { if case .refresh(let round) = $0 { round.total == filter } else { false } })
    #expect(asked(after: .seconds(1)) == nil)
    #expect(asked(after: .seconds(10)) == filter)
    driver.press(.escape)
    driver.answerPage(Self.page(1...150))
    #expect(driver.text.contains("PENDING 1,204"))
    #expect(asked(after: .seconds(20)) == nil)
  }

  @Test(
    "where only the newest rows were sorted, the first row beyond them says so", arguments: ["G", .pageDown] as [Key])
  func windowEnd(key: Key) {
    var driver = TriggerListTests.driver(1...5)
    driver.press(":")
    driver.type("sort tries")
    driver.press(.enter)
    var page = Sample.page([4, 5, 6, 3, 2].map { Sample.row($0) })
    page.sortedFrom = 4
    driver.answerPage(page)
    driver.press("j")
    #expect(!driver.text.contains("only the newest rows"))
    #expect(driver.text.contains("PENDING 5 tries▲≈") && driver.text.contains("TRY▲≈"))
    driver.press(key)
    #expect(driver.text.contains("From here on by id: only the newest rows were sorted by tries."))
  }

  @Test("rows beyond those that are sorted keep their places when the list is read again")
  func refreshBeyondSorted() throws {
    var driver = TriggerListTests.driver(1...5)
    driver.press(":")
    driver.type("sort tries")
    driver.press(.enter)
    var page = Sample.page([4, 5, 6, 3, 2].map { Sample.row($0) }, hasMore: true)
    page.sortedFrom = 4
    driver.answerPage(page)
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    page.rows = [4, 5, 6, 3].map { Sample.row($0) }
    driver.answerPage(page)
    #expect(driver.ids == [4, 5, 6, 3, 2])
  }

  @Test("a search back from the end that has found nothing yet says so, goes on where it stopped, and gives up at last")
  func searchBack() throws {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.press("G")
    for place in 1...26 {
      let load = try #require(driver.askedPage, "page \(place)")
      #expect(load.query.direction == .backward)
      #expect(load.query.cursor?.id == (place == 1 ? nil : TriggerID(place - 1)))
      let stop = PageCursor(value: .integer(Int64(place)), id: TriggerID(place))
      driver.answerPage(Sample.page([], hasMore: true, scannedTo: stop))
    }
    #expect(driver.text.contains("Nothing found yet.") && driver.text.contains("PgUp searches on."))
    let last = driver.askedPage
    driver.press(.pageUp)
    #expect(driver.askedPage != last)
    driver.answerPage(Sample.page([Sample.row(90)]))
    #expect(driver.ids == [90])
  }

  @Test("an answer to what is no longer asked is dropped")
  func outdated() throws {
    var driver = TriggerListTests.driver(1...5)
    driver.press(.tab)
    let first = try #require(driver.askedPage)
    driver.press(.tab)
    let second = try #require(driver.askedPage)
    #expect(second.generation > first.generation)
    driver.send(.page(second, .success(Self.page(6...7, hasMore: false))))
    driver.send(.page(first, .success(Self.page(8...9, hasMore: false))))
    #expect(driver.ids == [6, 7])
  }

  @Test("a refresh under way when the operator pages on is dropped")
  func lateRefresh() throws {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.clock = driver.clock + .seconds(1)
    driver.send(.input(.tick))
    let refresh = try #require(driver.askedPage)
    driver.press("G")
    driver.answerPage(Self.page(851...1_000))
    driver.send(.page(refresh, .success(Self.page(1...150))))
    #expect(driver.cursor == 1_000)
  }

  @Test("a page that could not be had is asked for again with the next round")
  func failed() throws {
    var driver = TriggerListTests.driver(1...5)
    driver.press(.tab)
    let load = try #require(driver.askedPage)
    driver.takeEffects()
    driver.send(.page(load, .failure(.timedOut("No answer within 5 s."))))
    driver.clock = driver.clock + .seconds(2)
    driver.send(.input(.tick))
    #expect(driver.askedPage == load)
    driver.answerPage(Self.page(6...7, hasMore: false))
    #expect(driver.ids == [6, 7])
  }

  @Test("a search that found too little goes on by itself, and gives up after half a million rows")
  func search() throws {
    var driver = TriggerListTests.driver([])
    driver.press("/")
    driver.type("rare")
    driver.press(.enter)
    var pages = 0
    while let load = driver.askedPage, load.purpose != .refresh, pages < 100 {
      pages += 1
      let reach = PageCursor(value: .integer(Int64(pages * 20_000)), id: Int64(pages * 20_000))
      driver.answerPage(Sample.page([], hasMore: true, scannedTo: reach))
    }
    #expect(pages == 26)
    #expect(driver.text.contains("PgDn searches on"))
    driver.press(.pageDown)
    #expect(driver.askedPage?.query.cursor?.id == 520_000)
  }
}
