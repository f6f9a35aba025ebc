import TerminalUI
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("What keys do")
struct KeyTests {
  @Test("Tab and ⇧Tab go through the views, 0 shows all, each in the order that suits it")
  func views() {
    var driver = DashboardDriver.live()
    driver.press(.tab)
    #expect(driver.model.triggers.view == .pending)
    #expect(driver.askedPage?.query.filter.states == [.pending])
    #expect(driver.askedPage?.query.sort == TriggerSort(.due))
    driver.press(.backTab, .backTab)
    #expect(driver.model.triggers.view == .all)
    driver.press(.tab, "0")
    #expect(driver.askedPage?.query.filter == TriggerFilter())
    #expect(driver.askedPage?.query.sort == TriggerSort(.id, ascending: false))
  }

  @Test("< and > choose the column to sort by, I turns it round")
  func sort() {
    var driver = DashboardDriver.live()
    driver.press(">")
    #expect(driver.askedPage?.query.sort == TriggerSort(.due, ascending: false))
    driver.press("<", "<")
    #expect(driver.askedPage?.query.sort == TriggerSort(.source, ascending: false))
    driver.press("I")
    #expect(driver.askedPage?.query.sort == TriggerSort(.source))
  }

  @Test("/ filters by what is typed once Enter is pressed; Esc leaves the filter as it was")
  func filter() {
    var driver = DashboardDriver.live()
    driver.press("/")
    driver.type("type:pay* 4411q")
    driver.press(.backspace, .enter)
    #expect(driver.askedPage?.query.filter.types == [.prefix("pay")])
    #expect(driver.askedPage?.query.filter.words == ["4411"])
    #expect(driver.askedPage?.query.filter.states == DashboardView.attention.states)
    driver.takeEffects()
    driver.press("/")
    driver.type("more")
    driver.press(.escape)
    #expect(driver.model.triggers.filter.text == "type:pay* 4411")
    #expect(driver.takeEffects().isEmpty)
  }

  @Test("what is empty says what to press, and nothing that would do nothing")
  func emptiness() {
    var driver = DashboardDriver.live()
    driver.press("/")
    driver.type("none")
    driver.press(.enter)
    driver.answerPage(Sample.page([]))
    #expect(driver.text.contains("Esc clears the filter, 0 looks in all."))
    driver.press("0")
    driver.answerPage(Sample.page([]))
    #expect(driver.text.contains("Esc clears the filter.") && !driver.text.contains("0 looks in all"))
  }

  @Test("^D and ^U move by half a page, ^F and ^B by one")
  func pages() {
    var driver = TriggerListTests.driver(1...150)
    let height = driver.model.triggers.height(in: driver.model.context)
    driver.press(.control("d"))
    #expect(driver.cursor == TriggerID(1 + height / 2))
    driver.press(.control("u"))
    #expect(driver.cursor == 1)
    driver.press(.control("f"))
    #expect(driver.cursor == TriggerID(height))
    driver.press(.control("b"))
    #expect(driver.cursor == 1)
  }

  @Test("U clears the marks and nothing else")
  func unmark() {
    var driver = DashboardDriver.live()
    driver.press(" ", " ", "U")
    #expect(driver.model.triggers.marks.isEmpty)
    #expect(driver.text.contains("Cleared 2 marks."))
    driver.press("j", "U")
    #expect(!driver.text.contains("Cleared"))
  }

  @Test("a filter that makes no sense stays to be mended")
  func badFilter() {
    var driver = DashboardDriver.live()
    driver.press("/")
    driver.type("tries:many")
    driver.press(.enter)
    #expect(driver.model.triggers.filterField?.text == "tries:many")
    #expect(driver.takeEffects().isEmpty)
    driver.send(.input(.paste("\u{1B}[31m")))
    #expect(driver.model.triggers.filterField?.text == "tries:many␛[31m")
  }

  @Test("w widens how far back is looked, and asks anew")
  func window() {
    var driver = DashboardDriver.live()
    driver.press("w")
    #expect(driver.askedPage?.query.filter.processedWithin == .days(7))
    #expect(driver.text.contains("FAILED 7d"))
    driver.press("w", "w", "w")
    #expect(driver.text.contains("FAILED 24h"))
  }

  @Test("t tells times locally, in UTC, relatively, and locally again")
  func times() {
    var driver = DashboardDriver.live()
    let styles = (0..<3).map { _ in
      driver.press("t")
      return driver.model.timeStyle
    }
    #expect(styles == [.utc, .relative, .local])
  }

  @Test("d only says that D deletes; the notice goes with the next key")
  func explain() {
    var driver = DashboardDriver.live()
    driver.press("d")
    #expect(driver.text.contains("D (capital) deletes"))
    #expect(driver.model.modal == nil)
    driver.press("j")
    #expect(!driver.text.contains("D (capital) deletes"))
  }

  @Test("what was told makes room for the key bar by itself")
  func noticeEnds() {
    var driver = DashboardDriver.live()
    driver.press("d")
    driver.clock = driver.clock + .seconds(9)
    driver.send(.input(.tick))
    #expect(driver.text.contains("r retry"))
  }

  @Test("actions open a dialog over the marked, frozen as they were seen", arguments: ["r", "s", "D"] as [Key])
  func act(key: Key) {
    var driver = DashboardDriver.live()
    driver.press("j", "j", " ", " ", key)
    #expect(driver.model.modal != nil)
    driver.refresh(Sample.page([]))
    #expect(driver.text.contains("88120") && driver.text.contains("88121"))
    driver.press(.escape)
    #expect(driver.model.modal == nil)
    #expect(driver.model.triggers.marks.count == 2)
  }

  @Test("read-only refuses what would change something, and says why", arguments: ["r", "s", "D", "d"] as [Key])
  func readOnly(key: Key) {
    var options = DashboardOptions.testing
    options.readOnlyReason = "The role \"viewer\" may only read."
    var driver = DashboardDriver.live(options: options)
    driver.press(key)
    #expect(driver.model.modal == nil)
    #expect(driver.text.contains("The role \"viewer\" may only read."))
  }

  @Test("y copies the id under the cursor, or all that are marked")
  func copy() {
    var driver = DashboardDriver.live()
    driver.press("y")
    #expect(driver.takeEffects() == [.terminal(.copy("88007"))])
    driver.press(" ", " ", "y")
    #expect(driver.takeEffects().contains(.terminal(.copy("88007 88008"))))
  }

  @Test("^L draws anew, R asks at once, M turns the mouse on and off")
  func terminal() {
    var driver = DashboardDriver.live()
    driver.press(.control("l"))
    #expect(driver.takeEffects() == [.terminal(.redraw)])
    driver.press(.control("r"))
    #expect(driver.takeEffects().contains { if case .refresh = $0 { true } else { false } })
    driver.send(.refreshed(.milliseconds(5)))
    driver.press("R")
    #expect(driver.takeEffects().contains { if case .refresh = $0 { true } else { false } })
    driver.press("M")
    #expect(DashboardProgram(clock: { Sample.now }, uptime: { .zero }).wantsMouse(driver.model))
    driver.press("M")
    #expect(!driver.model.isMouseOn)
  }

  @Test("Enter opens the trigger, Esc goes back to the same place")
  func open() {
    var driver = DashboardDriver.live()
    driver.press("j", .enter)
    #expect(driver.model.detail?.id == 88_008)
    #expect(driver.takeEffects().contains(.loadDetail(88_008, delay: .zero)))
    driver.press(.escape)
    #expect(driver.model.detail == nil)
    #expect(driver.cursor == 88_008)
  }

  @Test("1, 2 and 3 show the screens; ? the help of the one below, closed by Esc")
  func screens() {
    var driver = DashboardDriver.live()
    driver.press("2")
    #expect(driver.model.screen == .processors)
    driver.press("3")
    #expect(driver.model.screen == .log)
    driver.press("1", "?")
    #expect(driver.text.contains("Retry the marked triggers"))
    driver.press(.escape)
    #expect(driver.model.modal == nil)
  }

  @Test("keys that mean nothing do nothing", arguments: ["X", .insert, .function(7)] as [Key])
  func meaningless(key: Key) {
    var driver = DashboardDriver.live()
    let before = driver.frame
    driver.press(key)
    #expect(driver.frame == before)
    #expect(driver.takeEffects().isEmpty)
  }

  @Test("Ctrl-Z stops the program, whatever is open")
  func suspend() {
    var driver = DashboardDriver.live()
    driver.press(.control("z"))
    #expect(driver.takeEffects() == [.terminal(.suspend)])
    driver.press("r", .control("z"))
    #expect(driver.takeEffects().last == .terminal(.suspend))
    #expect(driver.model.modal is RetryDialog)
  }

  @Test("Ctrl-Z that would stop a working processor says what to press first, and does it when pressed again")
  func suspendAtWork() {
    var driver = DashboardDriver.live(facilities: Facilities(hasProcessor: true))
    let run = ProcessorStatus.Run(id: 7, type: "pay_bill", source: nil, started: Sample.now, tries: 0)
    var status = ProcessorStatus(state: .running, concurrency: 4, types: ["pay_bill"], runs: [run])
    driver.send(.processorStatus(status))
    driver.takeEffects()
    driver.press(.control("z"))
    #expect(driver.takeEffects().isEmpty)
    #expect(driver.model.notice?.text.contains("press P to pause it") == true)
    driver.press("j", .control("z"))
    #expect(!driver.takeEffects().contains(.terminal(.suspend)), "a key in between takes the insistence back")
    driver.press(.control("z"))
    #expect(driver.takeEffects() == [.terminal(.suspend)])

    status.state = .paused
    driver.send(.processorStatus(status))
    driver.press(.control("z"))
    #expect(driver.takeEffects().isEmpty, "what runs would lose its lease")
    status.runs = []
    driver.send(.processorStatus(status))
    driver.press("j")
    driver.takeEffects()
    driver.press(.control("z"))
    #expect(driver.takeEffects().contains(.terminal(.suspend)))
  }

  @Test("Without handlers P says that there is nothing to process with; t says how times are written now")
  func spoken() {
    var driver = DashboardDriver.live()
    driver.press("P")
    #expect(driver.text.contains("no handlers are configured"))
    driver.press("t")
    #expect(driver.text.contains("Times are in UTC."))
  }

  @Test("Escape and a key that a fast link brings as one are both pressed")
  func escapeInOneBreath() {
    var driver = DashboardDriver.live()
    driver.press("?", .alt("2"))
    #expect(driver.model.modal == nil)
    #expect(driver.model.screen == .processors)
  }
}
