import TriggerCore
import TriggerDashboard

extension Queue {
  /// Rows a transaction changes.
  private static let chunk = 500

  /// Carries an operation out in parts that make one action of the journal, under the locks that Python sees.
  func apply(_ operation: Operation, to targets: [Target]) async throws -> [OperationReport.Entry] {
    if facts.sideTables == nil { try JournalFile().prepare() }
    var entries: [OperationReport.Entry] = []
    var journalID: JournaledAction.ID?
    for part in targets.chunks(of: Self.chunk) {
      let report = try await store.apply(operation, to: part, by: .current, under: lock, continuing: journalID)
      journalID = report.journalID
      if journalID == nil { try JournalFile().note(.operation(operation, report), by: .current, queue: facts.name) }
      entries += report.entries
    }
    return entries
  }
}

extension Array {
  func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
