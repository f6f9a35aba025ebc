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
