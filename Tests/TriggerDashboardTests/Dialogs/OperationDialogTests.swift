import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Dialogs before an operation")
struct OperationDialogTests {
  private static let chosen = [Scene.warned, Scene.failing, Scene.running]
  private static let many = (1...1_204).map { Scene.row($0, tries: 1) }

  private static func context(_ size: Size = Size(columns: 80, rows: 24)) -> ScreenContext {
    Scene.context(size) {
      $0.data.overview = ProcessorOverview(
        processors: [Scene.processor("web3"), Scene.processor("web4", silent: .hours(1))], claims: [], at: Scene.now)
    }
  }

  private static func deletion(_ rows: [Page.Row] = chosen) -> DeleteDialog {
    var dialog = DeleteDialog(rows, in: context())
    let dependents = Dependents(rows: [
      .init(table: "billing_paybill", count: 2), .init(table: "djtriggers_triggerresult", count: 1),
      .init(table: "triggertop_attempt", count: 6),
    ])
    let asked = dialog.subject.plan.eligible.map(\.id)
    _ = dialog.receive(.dependents(asked, .success(dependents)), in: context())
    return dialog
  }

  @Test("Delete says what goes, what is skipped and what is not known", arguments: Scene.sizes)
  func delete(_ size: Size) {
    assertSnapshot(of: Scene.frame(of: Self.deletion(), Self.context(Scene.area(size))), named: "delete@\(size)")
  }

  @Test("Retry says what it does and who will run it", arguments: Scene.sizes)
  func retry(_ size: Size) {
    let dialog = RetryDialog(
      [Scene.warned, Scene.givenUp, Scene.mail, Scene.succeeded], in: Self.context(Scene.area(size)))
    assertSnapshot(of: Scene.frame(of: dialog, Self.context(Scene.area(size))), named: "retry@\(size)")
  }

  @Test("Reschedule says a time back in three ways before it is accepted", arguments: Scene.sizes)
  func reschedule(_ size: Size) {
    let context = Self.context(Scene.area(size))
    var dialog = RescheduleDialog([Scene.warned, Scene.mail], in: context)
    dialog.type("tomorrow 09:00", in: context)
    assertSnapshot(of: Scene.frame(of: dialog, context), named: "reschedule@\(size)")
  }

  @Test("Retrying what was sent to Celery says that it may run twice, and who sends it")
  func sent() {
    let sent = RunningMark(kind: .sent, processor: "web3:411", started: nil, leaseUntil: Scene.now + .minutes(9))
    var context = Self.context()
    context.data.processor = ProcessorStatus(
      state: .running, concurrency: 0, types: [Scene.warned.record.type],
      sending: .init(types: [Scene.warned.record.type], queue: "celery", sent: 1, outstanding: 1, processorID: "own"))
    let dialog = RetryDialog([Page.Row(record: Scene.warned.record, running: sent)], in: context)
    assertSnapshot(of: Scene.frame(of: dialog, context), named: "retry-sent@80x24")
  }

  @Test("Above twenty rows, the first few and their number stand there", arguments: Scene.sizes)
  func deleteMany(_ size: Size) {
    assertSnapshot(
      of: Scene.frame(of: Self.deletion(Self.many), Self.context(Scene.area(size))), named: "delete-many@\(size)")
  }

  @Test("What it wants to know is asked when it opens")
  func opening() {
    #expect(
      DeleteDialog(Self.chosen, in: Self.context()).opening(in: Self.context()).map(\.words)
        == ["dependents 88120 88121", "holders 88120 88121 88131"])
  }

  @Test("Neither the key that opens a dialog nor Enter confirms it; y does, and acts on what can be acted on")
  func confirming() {
    let context = Self.context()
    var delete = Self.deletion()
    #expect(delete.press("D", in: context) == nil)
    #expect(delete.press(.enter, in: context) == ["back"])
    #expect(delete.press("y", in: context) == ["back", "present ProgressDialog", "run delete 88120 88121"])
    var retry = RetryDialog(Self.chosen, in: context)
    #expect(retry.press("r", in: context) == nil)
    #expect(retry.press(.enter, in: context) == ["back"])
    #expect(
      retry.press("y", in: context) == ["back", "present ProgressDialog", "run retry(keepTries: false) 88120 88121"])
  }

  @Test("The other button is reached with Tab and pressed with Enter")
  func buttons() {
    var dialog = Self.deletion()
    #expect(
      dialog.press(.tab, .enter, in: Self.context()) == ["back", "present ProgressDialog", "run delete 88120 88121"])
    #expect(dialog.press(.tab, .enter, in: Self.context()) == ["back"])
  }

  @Test("What a Python worker holds is skipped once that is known")
  func locks() {
    let context = Self.context()
    var dialog = Self.deletion()
    let holder = LockHolder(token: "t", since: nil, node: nil, expiresIn: nil)
    _ = dialog.receive(.holders(Self.chosen.map(\.id), .success([88_121: holder])), in: context)
    #expect(dialog.press("y", in: context) == ["back", "present ProgressDialog", "run delete 88120"])
  }

  @Test("What is wrong with what was typed is seen, however far the dialog was scrolled", arguments: Scene.sizes)
  func seenComplaint(_ size: Size) {
    let context = Self.context(Scene.area(size))
    func answer(_ dialog: some OperationModal, _ text: String) -> String {
      var dialog = dialog
      _ = dialog.press(.pageDown, .pageDown, in: context)
      dialog.type(text, in: context)
      _ = dialog.press(.enter, in: context)
      return Scene.frame(of: dialog, context).snapshotText
    }
    #expect(answer(Self.deletion(Self.many), "99").contains("99 is not 1204."))
    #expect(answer(RescheduleDialog(Self.many, in: context), "soonish").contains("soonish"))
    #expect(answer(RescheduleDialog(Self.many, in: context), "soonish").contains("To         "))
  }

  @Test("More than twenty are deleted only with their number typed")
  func typedCount() {
    let context = Self.context()
    var dialog = Self.deletion(Self.many)
    #expect(dialog.press("y", in: context) == [])
    dialog.type("1203", in: context)
    #expect(dialog.press(.enter, in: context) == [])
    #expect(Scene.frame(of: dialog, context).snapshotText.contains("1203 is not 1204"))
    #expect(dialog.press(.backspace, "4", .enter, in: context)?.prefix(2) == ["back", "present ProgressDialog"])
  }

  @Test("Nothing that can be done leaves only Close")
  func nothing() {
    let context = Self.context()
    var dialog = RetryDialog([Scene.succeeded], in: context)
    #expect(dialog.press("y", in: context) == nil)
    #expect(dialog.press(.enter, in: context) == ["back"])
    let text = Scene.frame(of: dialog, context).snapshotText
    #expect(text.contains("Nothing to retry on orders@db1/app"))
    #expect(text.contains("succeeded; there is nothing to retry"))
    #expect(dialog.keyHelp(in: context).compactMap(\.label) == ["close", "close"])
  }

  @Test("Keeping the tries of what was given up is a choice, and tells what follows from it")
  func keepTries() {
    let context = Self.context()
    var dialog = RetryDialog([Scene.givenUp], in: context)
    #expect(!Scene.frame(of: dialog, context).snapshotText.contains("the next failure gives it up"))
    _ = dialog.press("t", in: context)
    #expect(Scene.frame(of: dialog, context).snapshotText.contains("the next failure gives it up"))
    #expect(dialog.press("y", in: context) == ["back", "present ProgressDialog", "run retry(keepTries: true) 88007"])
    var other = RetryDialog([Scene.failing], in: context)
    #expect(other.press("t", in: context) == nil)
  }

  @Test(
    "A time is taken with Enter once it makes sense",
    arguments: [
      ("+2h", "+7200s"), ("due+2h", "due+7200s"), ("none", "none"),
      ("2026-11-24 09:00 UTC", "2026-11-24T09:00:00.000000Z"),
    ])
  func times(_ text: String, option: String) {
    let context = Self.context()
    var dialog = RescheduleDialog([Scene.mail], in: context)
    #expect(dialog.press(.enter, in: context) == [])
    dialog.type("x", in: context)
    #expect(dialog.press(.enter, in: context) == [])
    #expect(Scene.frame(of: dialog, context).snapshotText.contains("is no time"))
    _ = dialog.press(.backspace, in: context)
    dialog.type(text, in: context)
    #expect(dialog.press(.enter, in: context)?.last?.hasPrefix("run reschedule") == true)
    #expect(
      dialog.press(.tab, "c", in: context)?.first
        == "copy triggertop reschedule --to \(option) --database postgresql://orders@db1/app 88140")
  }

  @Test("The command that does the same is copied, quoted for a shell")
  func copies() {
    var context = Self.context()
    context.databaseArgument = "/srv/it's here.db"
    var dialog = Self.deletion()
    #expect(
      dialog.press("c", in: context)?.first
        == #"copy triggertop delete --database '/srv/it'\''s here.db' 88120 88121"#)
    context.databaseArgument = nil
    #expect(dialog.press("c", in: context) == nil)
  }

  @Test("A click presses a button, a click elsewhere nothing")
  func mouse() {
    let context = Self.context()
    var dialog = Self.deletion()
    let frame = Scene.frame(of: dialog, context)
    let line = (0..<24).first { frame.text(row: $0).contains("Delete 2 ]") } ?? 0
    let column = frame.text(row: line).distance(of: "Delete 2 ]")
    let click = Input.mouse(MouseEvent(.press(.left), at: Point(x: column, y: line)))
    #expect(
      dialog.respond(to: click, in: context)?.map(\.words) == [
        "back", "present ProgressDialog", "run delete 88120 88121",
      ])
    let outside = Input.mouse(MouseEvent(.press(.left), at: Point(x: 0, y: 0)))
    #expect(dialog.respond(to: outside, in: context)?.isEmpty == true)
  }

  @Test("Hostile rows and a single cell are drawn safely", arguments: Scene.sizes + [Size(columns: 1, rows: 1)])
  func hostile(_ size: Size) {
    let row = Scene.row(1, type: Scene.hostile, source: Scene.hostile, tries: 1)
    let context = Self.context(size)
    let dialogs: [any Modal] = [
      DeleteDialog([row], in: context), RetryDialog([row], in: context), RescheduleDialog([row], in: context),
    ]
    for dialog in dialogs {
      let text = Scene.frame(of: dialog, context).snapshotText
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x9B || $0.value == 0x202E })
    }
  }
}

extension String {
  /// The column at which `part` begins.
  fileprivate func distance(of part: String) -> Int {
    ranges(of: part).first.map { distance(from: startIndex, to: $0.lowerBound) } ?? 0
  }
}
