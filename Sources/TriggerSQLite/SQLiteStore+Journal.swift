import GRDB
import TriggerCore

extension SQLiteStore: TriggerJournal {
  public func actions(limit: Int) async throws -> [JournaledAction] {
    try await database.read { db in
      guard try db.sideTables != nil else { return [] }
      let sql = """
        SELECT a.id, a.at, a.operator, a.host, a.verb,
          (SELECT count(*) FROM (
            SELECT 1 FROM triggertop_action_item i WHERE i.action_id = a.id AND i.result = 'done'
            LIMIT \(JournaledAction.mostCounted + 1))),
          EXISTS (
            SELECT 1 FROM triggertop_action u WHERE u.id > a.id AND u.verb = 'undo' AND u.filter = 'action:' || a.id
            AND EXISTS (SELECT 1 FROM triggertop_action_item i WHERE i.action_id = u.id AND i.result = 'done'))
          AND NOT EXISTS (
            SELECT 1 FROM triggertop_action_item i
            WHERE i.action_id = a.id AND i.result = 'done' AND NOT \(JournaledChange.isUndone()))
        FROM triggertop_action a ORDER BY a.id DESC LIMIT ?
        """
      return try Row.fetchAll(db, sql: sql, arguments: [limit]).map { row in
        let fields = RowFields(row: row, id: row[0])
        return JournaledAction(
          id: row[0], at: try fields.instant(1, "at") ?? .negativeInfinity,
          by: Operator(name: fields.text(2) ?? "", host: fields.text(3) ?? ""), verb: fields.text(4) ?? "",
          changed: JournaledAction.tally(row[5]), isUndone: row[6])
      }
    }
  }

  public func changes(of action: JournaledAction.ID) async throws -> [JournaledChange] {
    try await database.read { db in
      guard try db.sideTables != nil else { return [] }
      return try JournaledChange.fetch(
        db, of: action, where: "NOT \(JournaledChange.isUndone("AND ui.result = 'done'"))")
    }
  }

  public func note(released locks: [StuckLock], by operator: Operator, now: Instant?) async throws {
    if locks.isEmpty { return }
    try await database.write { db in
      guard try db.sideTables != nil else { return }
      let records = try TriggerRecord.fetch(db, ids: locks.map(\.id))
      if records.isEmpty { return }
      let journal = try Journal(StuckLock.releaseVerb, by: `operator`, now: now ?? .now, db)
      for record in records {
        guard let lock = locks.first(where: { $0.id == record.id }) else { continue }
        try journal.note(released: lock, of: record)
      }
    }
  }
}

extension JournaledChange {
  /// Whether an undo of the action came to its item `i`, whatever became of it there.
  static func isUndone(_ result: String = "") -> String {
    """
    EXISTS (
      SELECT 1 FROM triggertop_action u
      JOIN triggertop_action_item ui ON ui.action_id = u.id AND ui.trigger_id = i.trigger_id
      WHERE u.id > i.action_id AND u.verb = 'undo' AND u.filter = 'action:' || i.action_id
        AND ui.received = i.received \(result))
    """
  }

  /// What an action did, to all or to one, by ascending id.
  static func fetch(
    _ db: Database, of action: JournaledAction.ID, to id: TriggerID? = nil, where condition: String = "TRUE"
  ) throws -> [JournaledChange] {
    let sql = """
      SELECT trigger_id, received, before, after FROM triggertop_action_item i
      WHERE action_id = ? AND result = 'done' AND \(condition) \(id == nil ? "" : "AND trigger_id = ?") ORDER BY trigger_id
      """
    return try Row.fetchAll(db, sql: sql, arguments: StatementArguments([action] + (id.map { [$0] } ?? []))).map {
      row in
      let fields = RowFields(row: row, id: row[0])
      return JournaledChange(
        id: row[0], received: try fields.instant(1, "received") ?? .negativeInfinity, before: fields.text(2),
        after: fields.text(3))
    }
  }
}
