import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Undoing what one did last")
struct UndoDialogTests {
  private static let ada = DashboardOptions.testing.operator

  private static func offer(_ verb: String, _ samples: [UndoOffer.Sample]) -> UndoOffer {
    UndoOffer(
      action: JournaledAction(
        id: 17, at: Scene.now - .minutes(12), by: ada, verb: verb, changed: Tally(samples.count), isUndone: false),
      targets: samples.map(\.change.target), samples: samples)
  }

  private static func change(_ before: TriggerRecord, after: Progress?) -> JournaledChange {
    JournaledChange(
      id: before.id, received: before.received,
      before: after == nil ? deleted(before) : before.progress.data.json, after: after?.data.json)
  }

  private static func deleted(_ record: TriggerRecord) -> String {
    let columns: [TriggerData.Field] = [
      .init("id", .integer(record.id)), .init("trigger_type", .text(record.type)),
      .init("source", record.source.map { .text($0.text) } ?? .null), .init("date_received", .instant(record.received)),
    ]
    guard case .object(let progress) = record.progress.data else { return "" }
    return DataValue.object(columns + progress).json
  }

  private static func record(_ record: TriggerRecord, at progress: Progress) -> TriggerRecord {
    var record = record
    record.progress = progress
    return record
  }

  private static let retry = offer(
    "retry",
    [
      .init(
        change: change(Scene.givenUp.record, after: Progress()), record: record(Scene.givenUp.record, at: Progress())),
      .init(
        change: change(Scene.warned.record, after: Progress(tries: 4)),
        record: record(Scene.warned.record, at: Progress(processed: Scene.now, successful: false, tries: 5))),
      .init(change: change(Scene.mail.record, after: Progress(tries: 1)), record: nil),
    ])

  private static func dialog(_ result: Result<UndoOffer?, StoreError>) -> UndoDialog {
    var dialog = UndoDialog()
    _ = dialog.receive(.undoable(result), in: Scene.context())
    return dialog
  }

  @Test("Shows what was done, and what would become of it", arguments: Scene.sizes)
  func retry(_ size: Size) {
    let dialog = Self.dialog(.success(Self.retry))
    assertSnapshot(of: Scene.frame(of: dialog, Scene.context(Scene.area(size))), named: "undo@\(size)")
  }

  @Test("Of a deletion it says as what it comes back, and of nothing that it stays away")
  func deletion() {
    let dialog = Self.dialog(
      .success(Self.offer("delete", [.init(change: Self.change(Scene.givenUp.record, after: nil), record: nil)])))
    let text = Scene.frame(of: dialog, Scene.context()).snapshotText
    #expect(text.contains("88007  pay_bill  invoice$4398  comes back failed 5/5"))
    #expect(!text.contains("Not back"))
  }

  @Test("Of an edit it shows the fields, back to front")
  func edit() {
    let change = JournaledChange(
      id: 88_120, received: Scene.warned.record.received, before: #"{"data":{"amount":5,"to":"x"}}"#,
      after: #"{"data":{"amount":6,"to":"x"}}"#)
    let dialog = Self.dialog(.success(Self.offer("edit", [.init(change: change, record: Scene.warned.record)])))
    let text = Scene.frame(of: dialog, Scene.context()).snapshotText
    #expect(text.contains("amount: 6 → 5"))
    #expect(!text.contains("to:"))
  }

  @Test("The key that opens it confirms nothing; y takes the action back as it left its triggers")
  func confirming() {
    var dialog = Self.dialog(.success(Self.retry))
    let context = Scene.context()
    #expect(dialog.press("u", in: context) == nil)
    #expect(dialog.press(.enter, in: context) == ["back"])
    #expect(dialog.press("c", in: context)?.first == "copy triggertop undo --database postgresql://orders@db1/app 17")
    #expect(dialog.press("y", in: context) == ["back", "present ProgressDialog", "run undo(17) 88007 88120 88140"])
  }

  @Test("Where there is nothing to take back, or no answer, nothing is offered")
  func nothing() {
    for result: Result<UndoOffer?, StoreError> in [.success(nil), .failure(.unreachable("The database is gone."))] {
      var dialog = Self.dialog(result)
      #expect(dialog.buttons(in: Scene.context()).map(\.title) == ["Close"])
      #expect(dialog.press("y", in: Scene.context()) == nil)
    }
  }

  @Test("u opens it anywhere; without side tables or rights it says why not")
  func key() {
    var driver = DashboardDriver.live(facilities: Facilities(undoes: true))
    driver.press("u")
    #expect(driver.takeEffects().contains(.loadUndo))
    #expect(driver.model.modal is UndoDialog)
    var facts = Sample.facts
    facts.sideTables = nil
    driver = .live(facilities: Facilities(undoes: true), facts: facts)
    driver.press("u")
    #expect(driver.model.modal == nil)
    #expect(driver.text.contains("Nothing can be undone here"))
    facts.readOnlyReason = "The role ro may not change djtriggers_trigger."
    driver = .live(facilities: Facilities(undoes: true), facts: facts)
    driver.press("u")
    #expect(driver.text.contains("The role ro may not change"))
  }
}
