import TerminalUI
import TriggerCore

/// Changes a trigger's data: ↑↓ goes from field to field, what is typed is the new value, and nothing is written before
/// it is saved. Trigger and data must then still be as they were read.
struct EditDialog: BoxModal {
  static let bindings =
    BoxCommand.bindings + [
      KeyBinding(
        .control("n"), command: BoxCommand.toggleChoice, label: "no value", help: "Leave the field without a value.",
        group: BoxCommand.group, importance: 65)
    ]

  var box = BoxState(focus: .field)
  private let row: Page.Row
  /// As the database has it, not made safe for terminals: edits are guarded by it.
  private var seen: TriggerDetail?
  /// Without what is being typed at this moment.
  private var form = DataForm()
  private var complaint: String?
  private var isSaving = false

  init(_ row: Page.Row) { self.row = row }

  /// Whether the data of these rows can be changed from here, as they are seen.
  static func availability(for rows: some Collection<Page.Row>, in context: ScreenContext) -> Availability {
    guard context.facilities.editsData, let row = rows.first else { return .hidden }
    if let reason = context.readOnlyReason { return .refused(reason) }
    if rows.count > 1 {
      return .refused("e edits one trigger at a time; \(rows.count.grouped) are marked (Esc clears the marks).")
    }
    if let mark = context.hold(on: row) {
      return .refused("\(row.id) can't be edited now: \(mark.text(at: context.now)).")
    }
    return .available
  }

  func opening(in context: ScreenContext) -> [DashboardEffect] { [.loadData(row.id)] }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    switch message {
    case .data(row.id, let result):
      take(result)
      revealCursor(in: context)
    case .edited(row.id, let result) where isSaving: return end(result, in: context)
    default: break
    }
    return []
  }

  /// Whether it will tell what became of a change of this trigger.
  func isSaving(_ id: TriggerID) -> Bool { isSaving && row.id == id }

  private mutating func take(_ result: Result<TriggerDetail?, StoreError>) {
    switch result {
    case .failure(let error): complaint = error.description.sanitised
    case .success(nil): complaint = "Trigger \(row.id) is gone: deleted since it was listed."
    case .success(let detail?):
      let wasEmpty = form.current == nil
      form.take(detail.data)
      seen = detail
      if wasEmpty { showField() }
    }
  }

  private mutating func end(
    _ result: Result<OperationResult, StoreError>, in context: ScreenContext
  ) -> [ScreenRequest] {
    isSaving = false
    switch result {
    case .success(.done):
      let names = filled.changes.map(\.name.sanitised).joined(separator: ", ")
      return [
        .back, .tell(.done("Changed \(names) of \(row.id).")), .carryOut(.loadDetail(row.id, delay: .zero)),
      ]
    case .success(.changed):
      complaint = "It had changed meanwhile, so nothing was written. This is how it is now; saving writes over it."
      revealCursor(in: context)
      return [.carryOut(.loadData(row.id))]
    case .success(let other):
      complaint = "Nothing was written: \((other.reason(at: context.now) ?? other.word).sanitised)."
    case .failure(let error): complaint = error.description.sanitised
    }
    revealCursor(in: context)
    return []
  }

  /// Has the field under the cursor be seen, with what is said of it.
  private mutating func revealCursor(in context: ScreenContext) {
    reveal(page(width: Dialog.bodyWidth(in: context.area), in: context).cursorLines, in: context)
  }

  /// The form with what is being typed.
  private var filled: DataForm {
    var form = form
    if form.field != nil { form.type(box.field) }
    return form
  }

  private mutating func showField() { box.field = form.field ?? TextField() }
}

// MARK: - Keys

extension EditDialog {
  func promptLabel(in context: ScreenContext) -> String? {
    form.field == nil ? nil : form.current.map { "\($0.name.sanitised):" }
  }

  mutating func choose(_ scroll: Scroll, in context: ScreenContext) -> Int? {
    guard form.current != nil else { return nil }
    form = filled
    form.move(by: scroll.rows(height: 8, count: form.fields.count))
    showField()
    if form.field != nil { box.focus = .field }
    return page(width: Dialog.bodyWidth(in: context.area), in: context).cursorLines.lowerBound
  }

  mutating func toggleChoice() {
    form = filled
    form.toggleEmpty()
    showField()
  }

  /// Enter in a field goes on to the button; only that saves.
  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] {
    guard let seen, let data = seen.data, !isSaving, !filled.changes.isEmpty else { return [] }
    if box.focus == .field {
      box.focus = .button(1)
      return []
    }
    isSaving = true
    complaint = nil
    return [.carryOut(.edit(DataEdit(Target(seen.row.record), seen: data, changes: filled.changes)))]
  }

  func buttons(in context: ScreenContext) -> [Dialog.Button] {
    let count = filled.changes.count
    guard count > 0 else { return [Dialog.Button(.escape, "Close")] }
    // A narrow screen has no room for the number.
    let title = isSaving ? "Saving…" : context.area.width < 48 ? "Save" : "Save \(counted(count, "field"))"
    return [
      Dialog.Button(box.focus == .field ? .enter : "y", title, role: .warned), Dialog.Button(.escape, "Cancel"),
    ]
  }
}

// MARK: - Text

extension EditDialog {
  func title(in context: ScreenContext) -> String { "Edit \(row.id) on \(context.queueName)" }

  func body(width: Int, in context: ScreenContext) -> [[Span]] { page(width: width, in: context).lines }

  private func page(width: Int, in context: ScreenContext) -> (lines: [[Span]], cursorLines: Range<Int>) {
    var text = TextLines(width: width)
    if let complaint, form.current == nil {
      text.text(complaint, role: .danger)
      text.blank()
    }
    guard let seen else {
      if complaint == nil { text.text("Reading the data of \(row.id)…", role: .muted) }
      return (text.lines, 0..<0)
    }
    text.line([Span(row.record.type), Span("  \(seen.dataTable?.sanitised ?? "payload")", .muted)])
    text.blank()
    if form.fields.isEmpty {
      let problem = seen.dataProblem.map { "Its data can't be edited: \($0.sanitised)." }
      text.text(problem ?? "It has no data that could be edited.", role: .warned)
    }
    let labelWidth = min(24, (form.fields.map(\.name.displayWidth).max() ?? 0) + 2)
    var cursorLines = 0..<0
    for (index, field) in form.fields.enumerated() {
      let first = text.lines.count
      let label = field.name.sanitised.truncated(to: labelWidth - 2).padded(to: labelWidth)
      text.line([Span(index == form.cursor ? "▸ " : "  ", .marked), Span(label, .muted)] + values(of: field))
      guard index == form.cursor else { continue }
      if let complaint { text.text(complaint, indent: 2, role: .danger) }
      if form.field == nil {
        let line = CommandLine.line("edit", ["\(row.id)", "\(field.name.sanitised)=…"], in: context)
        let way = line.map { ": `\($0)` changes it." } ?? "."
        text.text("This value can't be edited in one line" + way, indent: 2, role: .warned)
      }
      cursorLines = first..<text.lines.count
    }
    text.blank()
    if context.mayHavePython, !context.facilities.seesLocks {
      text.field(
        "Beware", "Python locks not visible (no Redis): a Python worker now at work on it would not see the change",
        .danger)
    }
    text.field("Guard", "nothing is written if it changed since \(context.times.clock(seen.at))", .muted)
    if !context.hasSideTables {
      text.field("Journal", "nothing is noted: \(context.lackOfSideTables)", .muted)
    }
    return (text.lines, cursorLines)
  }

  /// `5 → 70`.
  private func values(of field: TriggerData.Field) -> [Span] {
    let old = field.value.sanitised.text(limit: 200).withVisibleBreaks
    guard let new = filled.change(of: field) else { return [Span(old, field.value == .null ? .muted : .text)] }
    return [
      Span(old, .muted), Span(" → ", .muted),
      Span(new == .null ? "null" : new.text(limit: 200).withVisibleBreaks, .warned),
    ]
  }
}
