import GRDB
import TriggerCore

/// One action's rows in `triggertop_action` and `triggertop_action_item`.
struct Journal {
  let id: JournaledAction.ID
  private let db: Database

  /// - Parameters:
  ///   - filter: what the action was aimed at, where it was no list of triggers.
  ///   - earlier: the entry of an earlier part of the action.
  init(
    _ verb: String, filter: String? = nil, by operator: Operator, now: Instant, continuing earlier: Int64? = nil,
    _ db: Database
  ) throws {
    self.db = db
    if let earlier {
      id = earlier
      return
    }
    try db.cachedStatement(
      sql: "INSERT INTO triggertop_action (at, operator, host, verb, filter) VALUES (?, ?, ?, ?, ?)"
    ).execute(arguments: [now.storedText, `operator`.name, `operator`.host, verb, filter])
    id = db.lastInsertedRowID
  }

  /// The first word on each target counts, should one be named twice.
  /// - Parameter kept: what a deletion took away.
  func note(_ entry: OperationReport.Entry, _ target: Target, deleted kept: Deletion.Kept? = nil) throws {
    let before = entry.before.map { record in kept.map { record.journal($0) } ?? record.progress.data }
    try insert(
      target.id, target.received, before: before?.json, after: entry.after?.progress.data.json, entry.result)
  }

  /// An edit that was done.
  func note(_ target: Target, before: TriggerData, after: TriggerData) throws {
    try insert(target.id, target.received, before: before.journal, after: after.journal, .done)
  }

  func note(released lock: StuckLock, of record: TriggerRecord) throws {
    try insert(record.id, record.received, before: lock.journal, after: nil, .done)
  }

  private func insert(
    _ id: TriggerID, _ received: Instant, before: String?, after: String?, _ result: OperationResult
  ) throws {
    try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO triggertop_action_item (action_id, trigger_id, received, before, after, result)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [self.id, id, received.storedText, before, after, result.word])
  }
}
