import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

extension PagingTests {
  @Test("a refresh reads what is on screen, however far down the window, and leaves the rest as it was")
  func refreshesScreen() throws {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    Self.scroll(&driver, by: .pageDown, times: 15, count: 1_000)
    driver.send(.refreshed(.milliseconds(5)))
    driver.clock = driver.clock + .seconds(3)
    driver.send(.input(.tick))
    let first = try #require(driver.askedPage?.query.cursor?.id)
    let top = driver.model.triggers.list.viewport.first
    #expect(driver.ids[top] - first <= 31 && driver.ids[top] > first)
    let before = driver.ids
    let cursor = driver.cursor
    driver.answerPage(
      Sample.page(Self.rows(Int(first) + 1...Int(first) + 150).filter { $0.id % 10 != 5 }, hasMore: true))
    #expect(driver.cursor == cursor)
    #expect(driver.ids.prefix(Int(first)) == before.prefix(Int(first)))
    let gone = driver.model.triggers.list.entries.filter(\.isGone).map(\.id)
    #expect(!gone.isEmpty && gone.allSatisfy { $0 % 10 == 5 })
    #expect(driver.ids == driver.ids.sorted())
  }

  @Test("a refresh that reaches less far keeps what it did not reach, and drops what left unseen")
  func reach() throws {
    var driver = TriggerListTests.driver(1...150, hasMore: true)
    driver.refresh(Sample.page(TriggerListTests.rows((1...100).filter { $0 != 50 }), hasMore: true))
    #expect(driver.ids == (1...150).filter { $0 != 50 }.map(TriggerID.init))
  }
}
