import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Running one trigger whatever its state")
struct ForceDialogTests {
  private static func context(
    _ size: Size = Size(columns: 80, rows: 24), _ change: (inout ScreenContext) -> Void = { _ in }
  ) -> ScreenContext {
    Scene.context(size) {
      $0.data.processor = ProcessorStatus(concurrency: 4, types: ["pay_bill"])
      change(&$0)
    }
  }

  @Test("Says what it does, and that an effect may come twice", arguments: Scene.sizes)
  func dialog(_ size: Size) {
    let context = Self.context(Scene.area(size))
    assertSnapshot(of: Scene.frame(of: ForceDialog(Scene.succeeded), context), named: "force@\(size)")
  }

  @Test(
    "What speaks against it depends on the state",
    arguments: [
      (Scene.warned, "although it is not due before"), (Scene.warned, "gives the trigger up"),
      (Scene.givenUp, "although it was given up"), (Scene.failing, "counts as try 3 of 5"),
      (Scene.failing, "may have had its effect all the same"), (Scene.row(1), "before all that is due"),
    ])
  func states(_ row: Page.Row, words: String) {
    let text = Scene.frame(of: ForceDialog(row), Self.context()).snapshotText
    #expect(text.split(whereSeparator: \.isNewline).joined().contains(words) || text.contains(words))
  }

  @Test("y runs it; x and Enter do not")
  func confirming() {
    var dialog = ForceDialog(Scene.warned)
    #expect(dialog.opening(in: Self.context()).map(\.words) == ["holders 88120"])
    #expect(dialog.press("x", in: Self.context()) == nil)
    #expect(dialog.press(.enter, in: Self.context()) == ["back"])
    #expect(dialog.press("y", in: Self.context()) == ["back", "tell: Running 88120…", "processor force(88120)"])
  }

  @Test("What a Python worker holds can't be run")
  func locked() {
    var dialog = ForceDialog(Scene.warned)
    let holder = LockHolder(token: "t", since: nil, node: nil, expiresIn: nil)
    _ = dialog.receive(.holders([88_120], .success([88_120: holder])), in: Self.context())
    #expect(dialog.press("y", in: Self.context()) == nil)
    #expect(Scene.frame(of: dialog, Self.context()).snapshotText.contains("88120 can't be run now"))
  }

  @Test("What forbids it is said, the want of a processor too")
  func availability() {
    #expect(ForceDialog.availability(for: [], in: Self.context()) == .hidden)
    guard
      case .refused(let reason) = ForceDialog.availability(
        for: [Scene.warned], in: Self.context { $0.facilities.hasProcessor = false })
    else {
      Issue.record("x was offered without a processor")
      return
    }
    #expect(reason.contains("no handlers"))
    #expect(ForceDialog.availability(for: [Scene.warned], in: Self.context()) == .available)
    #expect(
      ForceDialog.availability(for: [Scene.warned], in: Self.context { $0.readOnlyReason = "Only looking." })
        == .refused("Only looking."))
    #expect(
      ForceDialog.availability(for: [Scene.mail], in: Self.context())
        == .refused("This program has no handler for send_mail, so 88140 can't be run from here."))
    #expect(
      ForceDialog.availability(for: [Scene.running], in: Self.context())
        == .refused("88131 can't be run now: running on web3:411 for 4s."))
    #expect(
      ForceDialog.availability(for: [Scene.warned, Scene.failing], in: Self.context())
        == .refused("x runs one trigger at a time; 2 are marked (Esc clears the marks)."))
  }

  @Test("x on the list and on the detail asks, and the end of the run is told")
  func wholeWay() {
    var driver = DashboardDriver.live(facilities: Facilities(hasProcessor: true))
    driver.send(.processorStatus(ProcessorStatus(concurrency: 4, types: ["pay_bill"])))
    driver.press("x")
    #expect(driver.text.contains("Run 88007 now"))
    driver.takeEffects()
    driver.press("y")
    #expect(driver.takeEffects().first == .processor(.force(88_007)))
    driver.send(.processorAnswered(.force(88_007), .success(.trouble("88007 failed: BankTimeout: no answer"))))
    #expect(driver.text.contains("88007 failed: BankTimeout: no answer"))
    driver.send(.detail(88_007, .success(TriggerDetail(row: Sample.rows[0], at: Sample.now))))
    driver.press(.enter, "x")
    #expect(driver.text.contains("Run 88007 now"))
  }
}
