import TerminalUI
import TriggerCore

/// What became of an operation that did not do all that was asked. What failed stays marked in the list.
struct ResultDialog: BoxModal {
  var box = BoxState()
  private let summary: OperationSummary
  private let end: OperationEnd

  init(_ summary: OperationSummary, end: OperationEnd) {
    self.summary = summary
    self.end = end
  }

  func title(in context: ScreenContext) -> String {
    switch end {
    case .completed: summary.isClean ? "Done" : summary.done == 0 ? "Nothing done" : "Done in part"
    case .stopped: "Stopped"
    case .failed: "Ended by an error"
    case .notJournaled: "Done, but not noted"
    }
  }

  var role: Role {
    switch end {
    case .completed, .stopped: .border
    case .failed, .notJournaled: .danger
    }
  }

  func buttons(in context: ScreenContext) -> [Dialog.Button] { [Dialog.Button(.escape, "Close")] }
  mutating func confirm(in context: ScreenContext) -> [ScreenRequest] { [.back] }

  func body(width: Int, in context: ScreenContext) -> [[Span]] {
    var text = TextLines(width: width)
    text.text(summary.sentence + ".")
    let untouched = summary.total - summary.dealtWith
    switch end {
    case .completed: break
    case .stopped: text.text("\(counted(untouched, "trigger")) not reached.", role: .warned)
    case .failed(let error):
      text.text(error.description, role: .danger)
      if untouched > 0 { text.text("\(counted(untouched, "trigger")) not reached, or not known.", role: .warned) }
    case .notJournaled(let sentence): text.text(sentence, role: .danger)
    }
    guard !summary.failures.isEmpty else { return text.lines }
    text.blank()
    let labelWidth = (summary.failures.map { "\($0.id)".count }.max() ?? 0) + 2
    for failure in summary.failures { text.field("\(failure.id)", failure.reason, .warned, labelWidth: labelWidth) }
    let staying = summary.failures.count - summary.missing
    if staying > 0 {
      text.blank()
      text.text(staying == 1 ? "It stays marked." : "\(staying.grouped) stay marked.", role: .muted)
    }
    return text.lines
  }
}
