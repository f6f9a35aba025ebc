import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("The command line")
struct CommandLineTests {
  private func obey(_ text: String) -> DashboardDriver {
    var driver = DashboardDriver.live()
    driver.press(":")
    driver.type(text)
    driver.press(.enter)
    return driver
  }

  @Test(
    "understands its commands",
    arguments: [
      ("q", CommandLineOrder.quit), ("quit", .quit), ("filter type:pay* x", .filter("type:pay* x")),
      ("filter", .filter("")),
      ("view failed", .view(.failed)), ("sort due", .sort(TriggerSort(.due))),
      ("sort tries down", .sort(TriggerSort(.tries, ascending: false))), ("goto 88120", .goto(88_120)),
      ("88120", .goto(88_120)), ("retry", .act(.retry)), ("reschedule", .act(.reschedule)), ("delete", .act(.delete)),
      ("help", .help),
    ])
  func commands(text: String, order: CommandLineOrder) throws {
    #expect(try CommandLineOrder(text) == order)
  }

  @Test(
    "says what is wrong, and what is allowed",
    arguments: [
      ("frobnicate", "There is no command \"frobnicate\"; use filter,"),
      ("view broken", "views are attention, pending"),
      ("sort", "Give an order to sort by: id, type"), ("sort id sideways", "\"sideways\" is no direction"),
      ("goto x", "\"x\" is no id"), ("filter tries:x", "is no number or range"),
    ])
  func refusals(text: String, told: String) {
    let driver = obey(text)
    #expect(driver.model.notice?.kind == .refusal)
    #expect(driver.model.notice?.text.contains(told) == true)
  }

  @Test("goes to a trigger in the list, or opens one that is not")
  func goto() {
    #expect(obey("goto 88131").cursor == 88_131)
    #expect(obey("goto 5").model.detail?.id == 5)
  }

  @Test("filters, sorts and shows views as the keys do")
  func looking() {
    #expect(obey("view scheduled").askedPage?.query.filter.states == [.scheduled])
    #expect(obey("filter user").askedPage?.query.filter.words == ["user"])
    #expect(obey("sort id").askedPage?.query.sort == TriggerSort(.id))
  }

  @Test("acts as the key does, also in saying why not")
  func acting() {
    #expect(obey("delete").model.modal != nil)
    var options = DashboardOptions.testing
    options.readOnlyReason = "Opened with --read-only."
    var driver = DashboardDriver.live(options: options)
    driver.press(":")
    driver.type("delete")
    driver.press(.enter)
    #expect(driver.model.notice?.text == "Opened with --read-only.")
  }

  @Test(
    "Esc, ^C, Enter on nothing and one backspace too many close it",
    arguments: [.escape, .control("c"), .enter, .backspace] as [Key])
  func closing(key: Key) {
    var driver = DashboardDriver.live()
    driver.press(":", key)
    #expect(driver.model.commandField == nil)
    #expect(driver.model.phase == .running)
  }
}
