import TerminalUI
import TriggerCore

/// Asks before triggers are deleted, with all that goes with them. Above twenty their number has to be typed.
struct DeleteDialog: OperationModal {
  /// More than this many can't be confirmed by one key.
  private static let mostByKey = 20

  var box = BoxState()
  var subject: OperationSubject
  private var dependents: Result<Dependents, StoreError>?
  private var complaint: String?

  init(_ rows: [Page.Row], in context: ScreenContext) {
    subject = OperationSubject(rows, in: context)
    if promptLabel(in: context) != nil { box.focus = .field }
  }

  func operation(in context: ScreenContext) -> Operation? { .delete }
  private var plan: OperationPlan { subject.plan(.delete) }
  private var ids: [TriggerID] { plan.eligible.map(\.id) }

  var role: Role { .danger }

  func opening(in context: ScreenContext) -> [DashboardEffect] {
    [.loadDependents(ids), .loadHolders(subject.rows.map(\.id))]
  }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    if case .dependents(_, let result) = message { dependents = result }
    subject.receive(message, in: context)
    return []
  }

  func title(in context: ScreenContext) -> String {
    "Delete \(counted(plan.eligible.count, "trigger")) on \(context.queueName)"
  }

  func buttons(in context: ScreenContext) -> [Dialog.Button] {
    let count = plan.eligible.count
    let cancel = Dialog.Button(.escape, count == 0 ? "Close" : "Cancel")
    return count == 0 ? [cancel] : [Dialog.Button("y", "Delete \(count.grouped)", role: .danger), cancel]
  }

  func promptLabel(in context: ScreenContext) -> String? {
    let count = plan.eligible.count
    return count > Self.mostByKey ? "To delete them type \(count):" : nil
  }

  /// Letters stay keys: `y`, `c`, `n`.
  func isForField(_ key: Key) -> Bool {
    if case .character(let character) = key { character.isNumber } else { true }
  }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] {
    let count = plan.eligible.count
    if promptLabel(in: context) != nil, box.field.text != String(count) {
      complaint = box.field.isEmpty ? nil : "\(box.field.text) is not \(count)"
      box.focus = .field
      return []
    }
    return carryOut(.delete, in: context)
  }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    let plan = plan
    subject.write(plan, to: &text, in: context)
    if !plan.eligible.isEmpty { text.field("Also gone", dependentsText(in: context)) }
    subject.writeGuards(plan, to: &text, in: context)
    if !plan.eligible.isEmpty {
      text.field("Journal", journalText(in: context), .muted)
    }
    if let complaint { text.text(complaint, role: .danger) }
    return text.lines
  }

  private func dependentsText(in context: ScreenContext) -> String {
    switch dependents {
    case nil: "counting what hangs on them…"
    case .failure(let error): "what hangs on them could not be counted: \(error.description)"
    case .success(let dependents) where dependents.rows.isEmpty: "nothing else hangs on them"
    case .success(let dependents): dependents.rows.map(Self.text).joined(separator: ", ")
    }
  }

  private static func text(_ rows: Dependents.Rows) -> String {
    switch rows.table {
    case "djtriggers_triggerresult": counted(rows.count, "result")
    case "triggertop_attempt": counted(rows.count, "attempt")
    case "triggertop_payload": counted(rows.count, "payload")
    case "triggertop_claim": counted(rows.count, "claim")
    default: "\(counted(rows.count, "row")) of \(rows.table)"
    }
  }

  private func journalText(in context: ScreenContext) -> String {
    "what is deleted is noted, with when and by whom, "
      + (context.hasSideTables ? "in the database" : "on this machine: the database has no triggertop tables")
  }
}
