import TerminalUI
import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Editing a trigger's data")
struct EditDialogTests {
  private static let data = TriggerData(fields: [
    .init("amount", .integer(5)), .init("recipient", .text("7")), .init("note", .null),
    .init("letter", .text("Dear all,\nthe end.")),
  ])

  private static func context(
    _ size: Size = Size(columns: 80, rows: 24), _ change: (inout ScreenContext) -> Void = { _ in }
  ) -> ScreenContext {
    Scene.context(size) {
      $0.facilities.editsData = true
      change(&$0)
    }
  }

  private static func detail(_ data: TriggerData? = data) -> TriggerDetail {
    TriggerDetail(row: Scene.failing, data: data, dataTable: "billing_paybill", at: Scene.now)
  }

  private static func dialog(_ data: TriggerData? = data) -> EditDialog {
    var dialog = EditDialog(Scene.failing)
    _ = dialog.receive(.data(88_121, .success(detail(data))), in: context())
    return dialog
  }

  private func text(_ dialog: EditDialog) -> String { Scene.frame(of: dialog, Self.context()).snapshotText }

  @Test("Shows each field with its new value, and what guards it", arguments: Scene.sizes)
  func fields(_ size: Size) {
    let context = Self.context(Scene.area(size))
    var dialog = Self.dialog()
    _ = dialog.press(.backspace, in: context)
    dialog.type("70", in: context)
    assertSnapshot(of: Scene.frame(of: dialog, context), named: "edit@\(size)")
  }

  @Test("Enter goes on to the button, and only that saves, what was typed against what was seen")
  func saves() {
    let context = Self.context()
    var dialog = Self.dialog()
    #expect(dialog.opening(in: context) == [.loadData(88_121)])
    #expect(dialog.press(.enter, in: context) == [])
    dialog.type("0y", in: context)
    #expect(dialog.press(.backspace, .down, "1", .enter, in: context) == [])
    let requests = dialog.respond(to: .key(.enter), in: context) ?? []
    guard case .carryOut(.edit(let edit)) = requests.first else {
      Issue.record("nothing was to be written")
      return
    }
    #expect(edit.seen == Self.data)
    #expect(edit.target == Target(Scene.failing.record))
    #expect(edit.changes == [.init("amount", .text("50")), .init("recipient", .text("71"))])
    #expect(dialog.press("y", in: context) == [])
    #expect(
      dialog.receive(.edited(88_121, .success(.done)), in: context).map(\.words)
        == ["back", "tell: Changed amount, recipient of 88121.", "load 88121"])
  }

  @Test("What is typed back is no change, and leaves only Close")
  func unchanged() {
    let context = Self.context()
    var dialog = Self.dialog()
    _ = dialog.press("0", in: context)
    #expect(text(dialog).contains("Save 1 field"))
    _ = dialog.press(.backspace, in: context)
    #expect(text(dialog).contains("Esc Close"))
    #expect(dialog.press(.tab, .enter, in: context) == ["back"])
  }

  @Test("^N leaves a field without a value, and again with its old one")
  func empties() {
    let context = Self.context()
    var dialog = Self.dialog()
    _ = dialog.press(.down, .control("n"), in: context)
    #expect(text(dialog).contains("7 → null"))
    _ = dialog.press(.control("n"), in: context)
    #expect(!text(dialog).contains("→ null"))
    _ = dialog.press(.down, .control("n"), in: context)
    #expect(text(dialog).contains("Esc Close"))
  }

  @Test("Line breaks are edited as ␤, and written as what they are")
  func severalLines() {
    let context = Self.context()
    var dialog = Self.dialog()
    _ = dialog.press(.down, .down, .down, in: context)
    #expect(text(dialog).contains("Dear all,␤the end."))
    dialog.type("␤Bye", in: context)
    _ = dialog.press(.enter, in: context)
    guard case .carryOut(.edit(let edit)) = dialog.respond(to: .key(.enter), in: context)?.first else {
      Issue.record("nothing was to be written")
      return
    }
    #expect(edit.changes == [.init("letter", .text("Dear all,\nthe end.\nBye"))])
  }

  @Test(
    "What one line can't hold is left alone, with the command that changes it",
    arguments: [String(repeating: "long ", count: 500), "a\tb", "a␤b", "a\r\nb"])
  func tooMuch(_ value: String) {
    let context = Self.context()
    var dialog = Self.dialog(TriggerData(fields: [.init("a", .null), .init("letter", .text(value))]))
    _ = dialog.press(.down, in: context)
    #expect(text(dialog).contains("can't be edited in one line"))
    #expect(text(dialog).contains("`triggertop edit --database"))
    #expect(dialog.press("x", in: context) == nil)
    _ = dialog.press(.up, "x", in: context)
    #expect(text(dialog).contains("null → x"))
  }

  @Test("A refusal is seen beside its field, however far the fields were scrolled")
  func refusedFarDown() {
    let context = Self.context()
    let fields = (0..<30).map { TriggerData.Field("field_\($0)", .integer(Int64($0))) }
    var dialog = Self.dialog(TriggerData(fields: fields))
    for _ in 0..<17 { _ = dialog.press(.down, in: context) }
    dialog.type("40000", in: context)
    _ = dialog.press(.enter, .enter, in: context)
    let sentence = "The field field_17 takes a whole number."
    _ = dialog.receive(.edited(88_121, .failure(.refused(sentence))), in: context)
    #expect(text(dialog).contains(sentence))
    #expect(text(dialog).contains("▸ field_17"))
    #expect(text(dialog).contains("field_17: 1740000"))
  }

  @Test("A value the column can't hold is refused in the store's words, and can be mended")
  func refused() {
    let context = Self.context()
    var dialog = Self.dialog()
    _ = dialog.press("x", .enter, .enter, in: context)
    _ = dialog.receive(.edited(88_121, .failure(.refused("The field amount takes a whole number."))), in: context)
    #expect(text(dialog).contains("The field amount takes a whole number."))
    #expect(dialog.press(.backTab, .backspace, "1", .enter, .enter, in: context)?.count == 1)
  }

  @Test("What changed meanwhile is told and read again; what was typed stays")
  func changed() {
    let context = Self.context()
    var dialog = Self.dialog()
    _ = dialog.press("0", .enter, .enter, in: context)
    #expect(dialog.receive(.edited(88_121, .success(.changed)), in: context).count == 1)
    let now = TriggerData(fields: [.init("amount", .integer(6))] + Self.data.fields.dropFirst())
    _ = dialog.receive(.data(88_121, .success(Self.detail(now))), in: context)
    #expect(text(dialog).contains("It had changed meanwhile"))
    #expect(text(dialog).contains("6 → 50"))
    let requests = dialog.respond(to: .key("y"), in: context) ?? []
    guard case .carryOut(.edit(let edit)) = requests.first else {
      Issue.record("nothing was to be written")
      return
    }
    #expect(edit.seen == now)
  }

  @Test("What can't be read, is gone, or holds nothing is said")
  func nothing() {
    var dialog = EditDialog(Scene.failing)
    #expect(text(dialog).contains("Reading the data of 88121"))
    _ = dialog.receive(.data(88_121, .failure(.unreachable("db1 is gone."))), in: Self.context())
    #expect(text(dialog).contains("db1 is gone."))
    _ = dialog.receive(.data(88_121, .success(nil)), in: Self.context())
    #expect(text(dialog).contains("Trigger 88121 is gone"))
    #expect(text(Self.dialog(nil)).contains("no data"))
    var detail = Self.detail(nil)
    detail.dataProblem = "in billing_paybill, which role ro may not read: GRANT SELECT"
    _ = dialog.receive(.data(88_121, .success(detail)), in: Self.context())
    #expect(text(dialog).contains("Its data can't be edited: in billing_paybill, which role ro may not"))
    #expect(!text(dialog).contains("no data"))
  }

  @Test("Without a store that edits there is no such key; otherwise what forbids it is said")
  func availability() {
    func availability(_ rows: [Page.Row], _ change: (inout ScreenContext) -> Void = { _ in }) -> Availability {
      EditDialog.availability(for: rows, in: Self.context(Size(columns: 80, rows: 24), change))
    }
    #expect(availability([Scene.failing]) == .available)
    #expect(availability([Scene.failing]) { $0.facilities.editsData = false } == .hidden)
    #expect(availability([Scene.failing]) { $0.readOnlyReason = "Only looking." } == .refused("Only looking."))
    #expect(
      availability([Scene.running]) == .refused("88131 can't be edited now: running on web3:411 for 4s."))
    #expect(
      availability([Scene.failing, Scene.mail])
        == .refused("e edits one trigger at a time; 2 are marked (Esc clears the marks)."))
  }

  @Test("e on the list and on the detail opens it; the detail has it only where there is data")
  func wholeWay() {
    var driver = DashboardDriver.live(facilities: Facilities(editsData: true))
    driver.takeEffects()
    driver.press("e")
    #expect(driver.takeEffects() == [.loadData(88_007)])
    driver.press(.escape, .enter)
    driver.send(.detail(88_007, .success(TriggerDetail(row: Sample.rows[0], at: Sample.now))))
    driver.press("e")
    #expect(driver.model.modal == nil)
    let problem = "in billing_paybill, which role ro may not read: GRANT SELECT"
    driver.send(.detail(88_007, .success(TriggerDetail(row: Sample.rows[0], dataProblem: problem, at: Sample.now))))
    #expect(driver.text.contains(problem))
    driver.press("e")
    #expect(driver.model.modal == nil)
    driver.send(.detail(88_007, .success(TriggerDetail(row: Sample.rows[0], data: Self.data, at: Sample.now))))
    driver.press("e")
    #expect(driver.model.modal != nil)
  }

  @Test("What became of a change whose dialog was closed meanwhile is told all the same", arguments: [true, false])
  func closedMeanwhile(succeeds: Bool) {
    var driver = DashboardDriver.live(facilities: Facilities(editsData: true))
    driver.press("e")
    let detail = TriggerDetail(row: Sample.rows[0], data: Self.data, at: Sample.now)
    driver.send(.data(88_007, .success(detail)))
    driver.press("1", .enter, .enter, .escape)
    #expect(driver.model.modal == nil)
    let answer: Result<OperationResult, StoreError> =
      succeeds ? .success(.done) : .failure(.timedOut("No answer within 15 s."))
    driver.send(.edited(88_007, answer))
    #expect(driver.text.contains(succeeds ? "Saved 88007." : "88007 was not saved: No answer within 15 s."))
  }

  @Test("Hostile data is drawn safely, and edited against what the database really has")
  func hostile() {
    let data = TriggerData(fields: [.init(Scene.hostile, .text(Scene.hostile)), .init("b", .text("x"))])
    var dialog = Self.dialog(data)
    let context = Self.context()
    #expect(!text(dialog).unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
    let requests = dialog.respond(to: .key(.down), in: context)
    #expect(requests?.isEmpty == true)
    _ = dialog.press("y", .enter, in: context)
    guard case .carryOut(.edit(let edit)) = dialog.respond(to: .key(.enter), in: context)?.first else {
      Issue.record("nothing was to be written")
      return
    }
    #expect(edit.seen == data)
    #expect(edit.changes == [.init("b", .text("xy"))])
    _ = Scene.frame(of: dialog, Self.context(Size(columns: 1, rows: 1)))
  }
}
