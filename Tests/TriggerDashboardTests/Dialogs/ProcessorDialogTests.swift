import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Dialogs about the processor, and messages")
struct ProcessorDialogTests {
  private static let own = ProcessorStatus(
    state: .off, concurrency: 4, types: ["pay_bill", "send_mail"],
    runs: [.init(id: 88_131, type: "pay_bill", source: nil, started: Scene.now - .seconds(64), tries: 1)])

  private static func context(_ size: Size = Size(columns: 80, rows: 24)) -> ScreenContext {
    Scene.context(size) {
      $0.data.processor = own
      $0.data.counts = StateCounts(
        states: [:], due: Tally(0), oldestDue: nil, processedLastMinute: Tally(0),
        types: [.init(type: "pay_bill", states: [.pending: Tally(10_001, .atLeast)], oldestDue: nil)], scanned: 1,
        at: Scene.now, cost: .zero)
    }
  }

  @Test("Starting names the database, the types, and what Python can't see", arguments: Scene.sizes)
  func start(_ size: Size) {
    let dialog = StartProcessorDialog(Self.own)
    assertSnapshot(of: Scene.frame(of: dialog, Self.context(Scene.area(size))), named: "start@\(size)")
  }

  @Test("Starting what only sends to Celery says that, and who runs it")
  func startSending() {
    let sender = ProcessorStatus(
      concurrency: 0, types: ["pay_bill"],
      sending: .init(types: ["pay_bill"], queue: "billing", sent: 0, outstanding: 0, processorID: nil))
    assertSnapshot(
      of: Scene.frame(of: StartProcessorDialog(sender), Self.context()), named: "start-sending@80x24")
  }

  @Test("Starting takes y; Enter and P do not start")
  func confirming() {
    var dialog = StartProcessorDialog(Self.own)
    #expect(dialog.press("P", in: Self.context()) == nil)
    #expect(dialog.press(.enter, in: Self.context()) == ["back"])
    #expect(dialog.press("y", in: Self.context()) == ["back", "processor start"])
  }

  @Test("Quitting shows what still runs; q again quits at once", arguments: Scene.sizes)
  func quit(_ size: Size) {
    var dialog = QuitDialog()
    assertSnapshot(of: Scene.frame(of: dialog, Self.context(Scene.area(size))), named: "quit@\(size)")
    #expect(
      dialog.keyHelp(in: Self.context()).compactMap(\.label) == ["quit now", "wait", "other button", "press"])
    #expect(dialog.press(.escape, in: Self.context()) == ["back"])
    #expect(dialog.press("q", in: Self.context()) == ["quit"])
  }

  @Test("A queue that may not be worked on is refused before anything is offered, with the remedy")
  func refusal() {
    let processor = ProcessorStatus(state: .off, concurrency: 4, types: ["pay_bill"])
    var dialog = StartProcessorDialog(processor)
    let context = Scene.context { $0.processingRefusal = "Python workers may run its triggers too: set redis_url." }
    #expect(dialog.buttons(in: context).map(\.title) == ["Close"])
    #expect(Scene.frame(of: dialog, context).snapshotText.contains("set redis_url"))
    #expect(dialog.press("y", in: context) == nil)
  }
}
