import TerminalUI
import TriggerCore

/// Asks before triggers are deleted, with all that goes with them. Above twenty their number has to be typed.
struct DeleteDialog: OperationModal {
  static let verb = "Delete"
  /// More than this many can't be confirmed by one key.
  private static let mostByKey = 20

  var box = BoxState()
  var subject: OperationSubject
  /// What `dependents` is an answer to.
  private let asked: [TriggerID]
  private var dependents: Result<Dependents, StoreError>?
  private var complaint: String?

  init(_ rows: [Page.Row], in context: ScreenContext) {
    subject = OperationSubject(rows, .delete, in: context)
    asked = subject.plan.eligible.map(\.id)
    if promptLabel(in: context) != nil { box.focus = .field }
  }

  func operation(in context: ScreenContext) -> Operation? { .delete }

  var role: Role { .danger }

  func opening(in context: ScreenContext) -> [DashboardEffect] {
    [.loadDependents(asked), .loadHolders(subject.ids)]
  }

  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] {
    if case .dependents(asked, let result) = message { dependents = result }
    subject.receive(message)
    return []
  }

  func promptLabel(in context: ScreenContext) -> String? {
    let count = subject.plan.eligible.count
    return count > Self.mostByKey ? "To delete them type \(count):" : nil
  }

  /// Letters stay keys: `y`, `c`, `n`.
  func isForField(_ key: Key) -> Bool {
    if case .character(let character) = key { character.isNumber } else { true }
  }

  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] {
    let count = subject.plan.eligible.count
    if promptLabel(in: context) != nil, box.field.text != String(count) {
      complaint = box.field.isEmpty ? "Type their number first." : "\(box.field.text) is not \(count)."
      box.askAgain()
      return []
    }
    return carryOut(.delete, in: context)
  }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    if let complaint {
      text.text(complaint, role: .danger)
      text.blank()
    }
    subject.writeGroups(to: &text, in: context)
    let isPossible = !subject.plan.eligible.isEmpty
    if isPossible { text.field("Also gone", dependentsText(in: context)) }
    if isPossible, let cleared = clearedText { text.field("Cleared", cleared) }
    subject.writeGuards(to: &text, in: context)
    if isPossible { text.field("Undo", undoText(in: context), context.hasSideTables ? .muted : .danger) }
    subject.writeSamples(to: &text, in: context)
    return text.lines
  }

  private func dependentsText(in context: ScreenContext) -> String {
    switch dependents {
    case nil: "counting what else…"
    case .failure(let error): "what else could not be counted: \(error.description)"
    case .success(let dependents) where dependents.rows.isEmpty: "nothing else"
    case .success(let dependents): dependents.rows.map(Self.text).joined(separator: ", ")
    }
  }

  /// References elsewhere in the application; nil where there are none.
  private var clearedText: String? {
    guard case .success(let dependents)? = dependents, !dependents.cleared.isEmpty else { return nil }
    return dependents.cleared.map { "\(counted($0.count, "reference")) in \($0.table)" }.joined(separator: ", ")
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

  private func undoText(in context: ScreenContext) -> String {
    if context.hasSideTables { return "u brings them back with their data, results and attempts" }
    return context.keepsJournal
      ? "impossible: \(context.lackOfSideTables); who deleted what is noted on this machine"
      : "impossible: \(context.lackOfSideTables); nothing is noted"
  }
}
