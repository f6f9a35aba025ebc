import Synchronization
import TriggerCore

/// What operations have done so far, to be told on the terminal when the dashboard ends before it was read there.
final class OperationLedger: Sendable {
  private struct Entry {
    var summary: OperationSummary
    var journalID: JournaledAction.ID?
    /// Nil while it is under way.
    var end: OperationEnd?
  }

  private let entries = Mutex<[OperationRun.ID: Entry]>([:])

  func begin(_ run: OperationRun) {
    entries.withLock { $0[run.id] = Entry(summary: OperationSummary(run.operation, total: run.targets.count)) }
  }

  func advance(_ id: OperationRun.ID, _ report: OperationReport) {
    entries.withLock {
      $0[id]?.summary.add(report.entries, at: .now)
      $0[id]?.journalID = report.journalID
    }
  }

  func end(_ id: OperationRun.ID, _ end: OperationEnd) { entries.withLock { $0[id]?.end = end } }

  /// What became of it, and how to take it back; nil if nothing is known of it.
  ///
  /// - Parameter database: what `--database` takes to open the same queue; nil if nothing does.
  func sentences(on id: OperationRun.ID, database: String?) -> [String] {
    guard let entry = entries.withLock({ $0[id] }) else { return [] }
    let summary = entry.summary
    var sentences: [String] = []
    switch entry.end {
    case .completed: sentences.append(summary.sentence + ".")
    case .stopped: sentences.append(summary.partialSentence + " before it was stopped.")
    case .failed(let error): sentences += [summary.partialSentence + ".", "The rest was not done: \(error)"]
    case .notJournaled(let sentence): sentences += [summary.partialSentence + ".", sentence]
    case nil:
      sentences.append(
        summary.partialSentence + "; the part under way was not answered in time, and what became of it is not known.")
    }
    if summary.done > 0, summary.verb != "undo", let action = entry.journalID, let database {
      let line = CommandLine.line("undo", ["\(action)"], database: database)
      sentences.append("\(summary.done == 1 ? "It is" : "They are") taken back by: \(line)")
    }
    return sentences
  }

  /// Whether it did all that it was to do.
  func isComplete(_ id: OperationRun.ID) -> Bool {
    entries.withLock { $0[id].map { $0.end == .completed && $0.summary.isClean } ?? false }
  }
}
