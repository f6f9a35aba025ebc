import Foundation
import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("The mouse")
struct MouseTests {
  private func click(_ driver: inout DashboardDriver, on text: String) throws {
    let frame = driver.frame
    let place = try #require(
      (0..<frame.size.rows).lazy.compactMap { y in
        frame.text(row: y).range(of: text).map { range in
          Point(x: frame.text(row: y)[..<range.lowerBound].displayWidth, y: y)
        }
      }.first)
    driver.send(.input(.mouse(MouseEvent(.press(.left), at: place))))
  }

  @Test("a tile shows its view")
  func tile() throws {
    var driver = DashboardDriver.live()
    try click(&driver, on: "8,310")
    #expect(driver.model.triggers.view == .scheduled)
  }

  @Test("a row takes the cursor; a second click opens it")
  func row() throws {
    var driver = DashboardDriver.live()
    try click(&driver, on: "88131")
    #expect(driver.cursor == 88_131)
    try click(&driver, on: "88131 pay_bill")
    #expect(driver.model.detail?.id == 88_131)
  }

  @Test("a column's head sorts by it, and the other way round when clicked again; others do nothing")
  func columnHead() throws {
    var driver = DashboardDriver.live()
    try click(&driver, on: "TYPE")
    #expect(driver.model.triggers.sort == TriggerSort(.type, ascending: false))
    try click(&driver, on: "TYPE")
    #expect(driver.model.triggers.sort == TriggerSort(.type))
    try click(&driver, on: "STATE")
    #expect(driver.model.triggers.sort == TriggerSort(.type))
  }

  @Test("a name on the rule shows its screen, a label on the key bar is its key")
  func chrome() throws {
    var driver = DashboardDriver.live()
    try click(&driver, on: "2 Processors")
    #expect(driver.model.screen == .processors)
    try click(&driver, on: "q quit")
    #expect(driver.model.phase == .finished)
  }

  @Test("letting go leaves a notice standing; pressing on it wipes it and presses nothing below")
  func notice() throws {
    var driver = DashboardDriver.live()
    driver.press("d")
    #expect(driver.text.contains("D (capital) deletes"))
    driver.send(.input(.mouse(MouseEvent(.release(.left), at: Point(x: 5, y: 23)))))
    driver.send(.input(.mouse(MouseEvent(.drag(.left), at: Point(x: 5, y: 23)))))
    #expect(driver.text.contains("D (capital) deletes"))
    for x in 0..<80 {
      driver.press("d")
      driver.send(.input(.mouse(MouseEvent(.press(.left), at: Point(x: x, y: 23)))))
      #expect(!driver.text.contains("D (capital) deletes") && driver.model.modal == nil)
      #expect(driver.model.phase == .running)
    }
  }

  @Test("a click where the key bar would stand types nothing into a filter")
  func whileTyping() {
    var driver = DashboardDriver.live()
    driver.press("/")
    for x in 0..<80 { driver.send(.input(.mouse(MouseEvent(.press(.left), at: Point(x: x, y: 23))))) }
    #expect(driver.model.triggers.filterField?.text == "" && driver.model.modal == nil)
  }

  @Test("a click on what went wrong is none on the names that it covers")
  func trouble() {
    var driver = DashboardDriver.live()
    driver.send(.counts(.failure(.unreachable("No server."))))
    for x in 0..<80 { driver.send(.input(.mouse(MouseEvent(.press(.left), at: Point(x: x, y: 3))))) }
    #expect(driver.model.screen == .triggers)
  }

  @Test("the wheel moves the cursor; elsewhere a click does nothing, also beyond the frame")
  func wheel() {
    var driver = DashboardDriver.live()
    driver.send(.input(.mouse(MouseEvent(.wheelDown, at: Point(x: 5, y: 8)))))
    #expect(driver.cursor == 88_008)
    driver.send(.input(.mouse(MouseEvent(.press(.left), at: Point(x: 500, y: 500)))))
    driver.send(.input(.mouse(MouseEvent(.press(.left), at: Point(x: -1, y: -1)))))
    #expect(driver.cursor == 88_008)
  }
}
