import GRDB
import TriggerCore

extension RunningMark {
  /// Claims on these triggers, whether their leases are in force or not.
  static func fetch(_ db: Database, ids: [TriggerID]) throws -> [TriggerID: RunningMark] {
    let sql = "\(try select(db)) WHERE c.trigger_id IN (SELECT value FROM json_each(?))"
    let claimed = try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [ids.json]).map(ClaimedTrigger.init(row:))
    return Dictionary(claimed.map { ($0.id, $0.mark) }) { first, _ in first }
  }

  /// Columns as `ClaimedTrigger.init(row:)` wants them; claims that a reused id would inherit are left out.
  static func select(_ db: Database) throws -> String {
    // In side tables of the first version claims alone say what runs.
    let running =
      try db.sideTables == 1
      ? "NULL" : #"json_extract(iif(json_valid(p.running), p.running, '{}'), '$."' || c.trigger_id || '"')"#
    return """
      SELECT c.trigger_id, t.trigger_type, c.processor_id, c.kind, p.host || ':' || p.pid,
        coalesce(c.started_at, \(running)), c.lease_until
      FROM triggertop_claim c JOIN djtriggers_trigger t ON t.id = c.trigger_id AND t.date_received = c.received
      LEFT JOIN triggertop_processor p ON p.id = c.processor_id
      """
  }
}

extension ClaimedTrigger {
  init(row: Row) throws {
    let id: TriggerID = row[0]
    let fields = RowFields(row: row, id: id)
    let mark = RunningMark(
      kind: fields.text(3).flatMap(Claim.Kind.init(rawValue:)) ?? .work, processor: fields.text(4),
      started: try fields.instant(5, "started_at"),
      leaseUntil: try fields.instant(6, "lease_until") ?? .negativeInfinity)
    self.init(id: id, type: fields.text(1) ?? "", processorID: fields.text(2), mark: mark)
  }
}

extension AttemptError {
  /// - Parameter index: of `error_type, message, backtrace`.
  init(row: Row, from index: Int) {
    self.init(type: row[index] ?? "", message: row[index + 1] ?? "", backtrace: row[index + 2])
  }
}
