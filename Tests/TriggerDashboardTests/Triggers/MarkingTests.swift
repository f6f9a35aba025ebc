import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Marking triggers")
struct MarkingTests {
  private var marked: (DashboardDriver) -> [TriggerID] { { $0.model.triggers.marks.sorted.map(\.id) } }

  @Test("space marks and moves on; again unmarks")
  func toggle() {
    var driver = TriggerListTests.driver(1...5)
    driver.press(" ", " ")
    #expect(marked(driver) == [1, 2])
    driver.press("k", " ")
    #expect(marked(driver) == [1])
  }

  @Test("v draws a range that grows and shrinks with the cursor, beside what was marked before")
  func range() {
    var driver = TriggerListTests.driver(1...9)
    driver.press(" ", "j", "v", "j", "j", "j")
    #expect(marked(driver) == [1, 3, 4, 5, 6])
    driver.press("k", "k")
    #expect(marked(driver) == [1, 3, 4])
    driver.press("v", "j")
    #expect(marked(driver) == [1, 3, 4])
  }

  @Test("what a range began with stays as it is by now, not as it was then")
  func rangeBase() {
    var driver = TriggerListTests.driver(1...5)
    driver.press(" ", "v")
    driver.refresh(Sample.page([Sample.row(1, tries: 3)] + TriggerListTests.rows(2...5)))
    driver.press("j")
    #expect(driver.model.triggers.marks.sorted.map(\.record.tries) == [3, 1, 1])
  }

  @Test("* marks what is on screen, again all of the filter, told how many")
  func all() throws {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.press("*")
    #expect(marked(driver).count == driver.model.triggers.height(in: driver.model.context))
    driver.takeEffects()
    driver.press("*")
    guard case .gather(let generation, let query, let limit)? = driver.takeEffects().first else {
      Issue.record("nothing gathered")
      return
    }
    #expect(limit == 10_000)
    #expect(query.cursor == nil && query.filter == driver.model.triggers.query(in: driver.model.context).filter)
    let rows = TriggerListTests.rows(1...400)
    driver.send(.gathered(generation: generation, rows: rows, isComplete: false, wasCut: false))
    #expect(driver.text.contains("marking 400…"))
    driver.send(
      .gathered(generation: generation, rows: TriggerListTests.rows(401...500), isComplete: true, wasCut: true))
    #expect(marked(driver).count == 500)
    #expect(driver.text.contains("Marked 500 of the filter, the most that can be; there are more."))
  }

  @Test("moving and sorting while all of the filter is looked for takes nothing from it; other marks are not counted")
  func movesMeanwhile() throws {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.press("*")
    driver.takeEffects()
    driver.press("*")
    guard case .gather(let generation, _, _)? = driver.takeEffects().first else {
      Issue.record("nothing gathered")
      return
    }
    driver.press("G", "I")
    driver.send(
      .gathered(generation: generation, rows: TriggerListTests.rows(401...405), isComplete: true, wasCut: false))
    #expect(driver.text.contains("Marked all 5 of the filter."))
    #expect(driver.model.triggers.gathering.found == nil)
    #expect(marked(driver).contains(405))
  }

  @Test("marking stops with Esc, or when the list becomes another")
  func stop() throws {
    var driver = TriggerListTests.driver(1...5)
    // Not the first time, so that its number is no other's.
    driver.press("*", "*", .escape, "*", "*")
    let asked = driver.takeEffects().compactMap { effect -> Int? in
      if case .gather(let generation, _, _) = effect { generation } else { nil }
    }
    let generation = try #require(asked.last)
    driver.press(.escape)
    #expect(driver.takeEffects() == [.stopGathering])
    driver.send(.gathered(generation: generation, rows: TriggerListTests.rows(8...9), isComplete: true, wasCut: false))
    #expect(marked(driver) == [1, 2, 3, 4, 5])
    driver.press("*", .tab)
    #expect(driver.takeEffects().contains(.stopGathering))
  }

  @Test("Esc ends the range, then clears the marks, then the filter")
  func escape() {
    var driver = TriggerListTests.driver(1...5)
    driver.press("/")
    driver.type("bill")
    driver.press(.enter)
    driver.answerPage(Sample.page(TriggerListTests.rows(1...5)))
    driver.press("v", "j", .escape)
    #expect(marked(driver) == [1, 2])
    driver.press(.escape)
    #expect(marked(driver).isEmpty)
    #expect(!driver.model.triggers.filter.isEmpty)
    driver.press(.escape)
    #expect(driver.model.triggers.filter.isEmpty)
  }

  @Test("marks are ids: they stay on their triggers, and are guarded by what was last on screen")
  func byID() {
    var driver = TriggerListTests.driver(1...5)
    driver.press(" ")
    driver.refresh(Sample.page([Sample.row(1, tries: 3)] + TriggerListTests.rows(2...5)))
    #expect(driver.model.triggers.marks.sorted.map(\.record.tries) == [3])
    driver.refresh(Sample.page(TriggerListTests.rows(2...5)))
    #expect(marked(driver) == [1])
    #expect(driver.text.contains("1 marked"))
  }

  @Test("what was done is unmarked and shows as it is now; what was left alone stays marked, with the reason")
  func done() {
    var driver = TriggerListTests.driver(1...3)
    driver.press("*")
    var after = Sample.row(1).record
    after.progress.tries = 0
    driver.send(
      .operationAdvanced(
        Sample.now,
        entries: [
          .init(id: 1, result: .done, before: Sample.row(1, tries: 1).record, after: after),
          .init(id: 2, result: .changed), .init(id: 3, result: .missing),
        ]))
    #expect(marked(driver) == [2])
    #expect(driver.model.triggers.list.entries[0].row.record.tries == 0)
    #expect(driver.text.contains("had changed m"))
  }
}
