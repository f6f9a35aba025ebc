import Logging
import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Log screen")
struct LogScreenTests {
  private static func event(
    _ kind: ProcessorEvent.Kind, _ text: String, _ ago: Int, level: Logger.Level = .info, trigger: TriggerID? = 88_120
  ) -> ProcessorEvent {
    ProcessorEvent(
      at: Scene.now - .seconds(ago), kind: kind, level: level, text: text, trigger: trigger,
      type: trigger == nil ? nil : "pay_bill")
  }

  private static let events = [
    event(.state, "Processor started with 4 slots for pay_bill, send_mail.", 60, trigger: nil),
    event(.started, "pay_bill 88120 started.", 40),
    event(.handlerLine, "calling https://bank.example/pay\nwaiting for an answer", 39, level: .debug),
    event(
      .failed,
      "Processing of pay_bill 88120 raised a BankTimeout (try nr. 4)\nThe bank did not answer within thirty seconds.",
      10,
      level: .warning),
    event(.succeeded, "pay_bill 88140 succeeded.", 8, trigger: 88_140),
    event(.gaveUp, "Processing of pay_bill 88007 raised a BankTimeout (try nr. 5)", 4, level: .error, trigger: 88_007),
    event(.trouble, "The database does not answer; trying again in 2s.", 1, level: .error, trigger: nil),
  ]

  private static func context(_ size: Size = Size(columns: 80, rows: 24), _ events: [ProcessorEvent] = events)
    -> ScreenContext
  {
    Scene.context(size) { context in
      for event in events { context.data.log.append(event) }
    }
  }

  @Test("Lines are wrapped beside their time and kind, the newest at the bottom", arguments: Scene.sizes)
  func lines(_ size: Size) {
    assertSnapshot(of: Scene.frame(of: LogScreen(), Self.context(Scene.area(size))), named: "log@\(size)")
  }

  @Test("A filter keeps the lines in which all words occur, kinds and ids included")
  func filter() {
    let context = Self.context(Size(columns: 80, rows: 8))
    var screen = LogScreen()
    screen.type("/failed 88120", in: context)
    assertSnapshot(of: Scene.frame(of: screen, context), named: "log-filter@80x8")
    _ = screen.press(.enter, .escape, in: context)
    #expect(Scene.frame(of: screen, context).snapshotText.contains("88140 succeeded"))
  }

  @Test("Esc while a filter is typed keeps the one before; lines that come meanwhile are looked at too")
  func cancelledFilter() {
    var context = Self.context(Size(columns: 80, rows: 8))
    var screen = LogScreen()
    screen.type("/gave", in: context)
    #expect(screen.entryLine?.field.text == "gave")
    _ = screen.press(.enter, in: context)
    #expect(screen.entryLine == nil)
    screen.type("/88140", in: context)
    #expect(Scene.frame(of: screen, context).text(row: 0).contains("/gave88140"))
    _ = screen.press(.escape, in: context)
    let event = Self.event(.gaveUp, "one more gave up", 0)
    context.data.log.append(event)
    _ = screen.receive(.processorEvent(event), in: context)
    #expect(Scene.frame(of: screen, context).snapshotText.contains("one more gave up"))
    #expect(!Scene.frame(of: screen, context).snapshotText.contains("88140 succeeded"))
  }

  @Test("Levels go round from all lines to errors only")
  func levels() {
    let context = Self.context()
    var screen = LogScreen()
    _ = screen.press("l", "l", "l", in: context)
    let text = Scene.frame(of: screen, context).snapshotText
    #expect(text.contains("error and graver"))
    #expect(!text.contains("thirty seconds") && text.contains("(try nr."))
    _ = screen.press("l", in: context)
    #expect(Scene.frame(of: screen, context).snapshotText.contains("thirty seconds"))
  }

  @Test("Scrolled up, it stays where it is while lines come; at the end it follows again")
  func follow() {
    let events = (1...100).map { Self.event(.succeeded, "run \($0).", 100 - $0) }
    var context = Self.context(Size(columns: 60, rows: 6), events)
    var screen = LogScreen()
    #expect(Scene.frame(of: screen, context).text(row: 5).hasSuffix("run 100."))
    _ = screen.press(.up, .pageUp, in: context)
    let before = Scene.frame(of: screen, context)
    context.data.log.append(Self.event(.succeeded, "run 101.", 0))
    #expect(Scene.frame(of: screen, context) == before)
    #expect(before.text(row: 5).hasSuffix("run 95."))
    _ = screen.press("G", in: context)
    #expect(Scene.frame(of: screen, context).text(row: 5).hasSuffix("run 101."))
    _ = screen.press("g", in: context)
    #expect(Scene.frame(of: screen, context).snapshotText.contains("run 1."))
  }

  @Test("Events that were forgotten leave the place in the log as near as can be")
  func forgotten() {
    var context = Self.context(Size(columns: 60, rows: 6), [Self.event(.succeeded, "the first", 0)])
    var screen = LogScreen()
    _ = screen.press("F", in: context)
    for number in 0..<3 * EventLog.capacity { context.data.log.append(Self.event(.succeeded, "run \(number)", 0)) }
    #expect(!Scene.frame(of: screen, context).text(row: 5).contains("the first"))
    _ = screen.press(.down, in: context)
    #expect(Scene.frame(of: screen, context).text(row: 5).contains("run"))
  }

  @Test("Where no line is to be seen, scrolling by any key or the wheel does nothing", arguments: ["", "zzz"])
  func nothingToScroll(_ filter: String) {
    let context = Self.context(Size(columns: 80, rows: 8), filter.isEmpty ? [] : Self.events)
    var screen = LogScreen()
    if !filter.isEmpty {
      screen.type("/\(filter)", in: context)
      _ = screen.press(.enter, in: context)
    }
    let before = Scene.frame(of: screen, context)
    for binding in Scroll.bindings(group: "", { $0 }) { _ = screen.press(binding.keys[0], in: context) }
    for action in [MouseEvent.Action.wheelUp, .wheelDown, .press(.left)] {
      _ = screen.respond(to: .mouse(MouseEvent(action, at: Point(x: 1, y: 1))), in: context)
    }
    #expect(Scene.frame(of: screen, context) == before)
  }

  @Test(
    "Hostile lines are drawn safely, in a few cells too",
    arguments: Scene.sizes + [1, 2, 3].map { Size(columns: $0, rows: 6) } + [Size(columns: 1, rows: 1)])
  func hostile(_ size: Size) {
    let context = Self.context(size, [Self.event(.handlerLine, Scene.hostile, 0), Self.event(.failed, "", 0)])
    let text = Scene.frame(of: LogScreen(), context).snapshotText
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x9B || $0.value == 0x202E })
  }

  @Test("An empty log says what will stand there")
  func empty() {
    #expect(
      Scene.frame(of: LogScreen(), Self.context(Size(columns: 80, rows: 3), [])).text(row: 1).contains("Nothing yet"))
  }
}
