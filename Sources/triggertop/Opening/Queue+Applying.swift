import TriggerCore
import TriggerDashboard

extension Queue {
  /// Rows a transaction changes.
  private static let chunk = 500

  /// Carries an operation out in parts that make one action of the journal, under the locks that Python sees. A signal
  /// ends it between two of them.
  ///
  /// - Throws: `Failure` after a signal, which says what was done.
  func apply(_ operation: Operation, to targets: [Target]) async throws -> [OperationReport.Entry] {
    if facts.sideTables == nil { try JournalFile().prepare() }
    var entries: [OperationReport.Entry] = []
    var journalID: JournaledAction.ID?
    let stop = StopRequest {
      if targets.count > Self.chunk { Console.note("\(operation.verb): ends after the batch under way.") }
    }
    for part in targets.chunks(of: Self.chunk) {
      if let status = stop.status {
        let done = entries.count { $0.result == .done }
        throw Failure(
          status,
          "\(operation.verb): ended by a signal, \(done) done of \(targets.count); \(try Self.remedy(for: journalID)).")
      }
      let report: OperationReport
      do {
        report = try await store.apply(operation, to: part, by: .current, under: lock, continuing: journalID)
      } catch {
        if !entries.isEmpty {
          let done = entries.count { $0.result == .done }
          Console.line("\(operation.verb): \(done) done of \(targets.count) before it failed")
        }
        throw error
      }
      journalID = report.journalID
      if journalID == nil { try JournalFile().note(.operation(operation, report), by: .current, queue: facts.name) }
      entries += report.entries
    }
    return entries
  }

  private static func remedy(for action: JournaledAction.ID?) throws -> String {
    guard let action else { return "what was done is noted in \(try JournalFile().path)" }
    return "triggertop undo \(action) takes that back"
  }

  /// Changes a trigger's data under the lock that Python sees.
  func apply(_ edit: DataEdit, with editing: any TriggerEditing) async throws -> OperationResult {
    if facts.sideTables == nil { try JournalFile().prepare() }
    let result = try await editing.edit(edit, by: .current, under: lock)
    if result == .done, facts.sideTables == nil {
      try JournalFile().note(.edit(edit), by: .current, queue: facts.name)
    }
    return result
  }
}

extension Array {
  func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
