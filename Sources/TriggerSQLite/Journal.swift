import GRDB
import TriggerCore

/// One action's rows in `triggertop_action` and `triggertop_action_item`.
struct Journal {
  let id: Int64
  private let db: Database

  init(_ verb: String, by operator: Operator, now: Instant, _ db: Database) throws {
    self.db = db
    try db.cachedStatement(sql: "INSERT INTO triggertop_action (at, operator, host, verb) VALUES (?, ?, ?, ?)")
      .execute(arguments: [now.storedText, `operator`.name, `operator`.host, verb])
    id = db.lastInsertedRowID
  }

  /// The first word on each target counts, should one be named twice.
  /// - Parameter children: what a deletion takes away beside the row.
  func note(_ entry: OperationReport.Entry, _ target: Target, children: [(table: String, rows: [DataValue])]? = nil)
    throws
  {
    let before = entry.before.map { record in
      children.map { record.journal(children: $0) } ?? record.progress.journal
    }
    try insert(target, before: before?.json, after: entry.after?.progress.journal.json, entry.result)
  }

  /// An edit that was done.
  func note(_ target: Target, before: TriggerData, after: TriggerData) throws {
    try insert(target, before: before.journal, after: after.journal, .done)
  }

  private func insert(_ target: Target, before: String?, after: String?, _ result: OperationResult) throws {
    try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO triggertop_action_item (action_id, trigger_id, received, before, after, result)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      id, target.id, target.received.storedText, before, after, result.word,
    ])
  }
}
