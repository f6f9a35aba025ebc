import TriggerCore

extension PostgresTransaction {
  /// Adds the newest failure and the claim of each row: two statements by key in one round trip, none without side
  /// tables.
  func addMarks(to rows: inout [Page.Row], catalog: PostgresCatalog) throws {
    guard catalog.sideTables != nil, !rows.isEmpty else { return }
    let keys: [PostgresValue] = [.ids(rows.map(\.id)), .instants(rows.map(\.record.received))]
    let answers = try runByIndex(
      PostgresStatement(Self.lastErrors(catalog.names), keys), PostgresStatement(Self.claims(catalog.names), keys))
    var errors: [TriggerID: AttemptError] = [:]
    for row in answers[0] {
      errors[try row.get(0)] = AttemptError(type: try row.get(1), message: try row.get(2), backtrace: try row.get(3))
    }
    var marks: [TriggerID: RunningMark] = [:]
    for row in answers[1] { marks[try row.get(0)] = try RunningMark(row: row, at: 1) }
    for index in rows.indices {
      rows[index].lastError = errors[rows[index].id]
      rows[index].running = marks[rows[index].id]
    }
  }

  private static func lastErrors(_ names: TableNames) -> String {
    """
    SELECT k.id, a.error_type, coalesce(a.message, ''), a.backtrace
    FROM unnest($1, $2) AS k (id, received)
    CROSS JOIN LATERAL (
      SELECT error_type, message, backtrace FROM \(names.attempt)
      WHERE trigger_id = k.id AND received = k.received AND error_type IS NOT NULL
      ORDER BY id DESC LIMIT 1) AS a
    """
  }

  /// The LIMIT keeps each lookup by key, whatever the planner believes of the claim table's size.
  private static func claims(_ names: TableNames) -> String {
    """
    SELECT k.id, c.kind, p.host || ':' || p.pid, \(names.started), c.lease_until
    FROM unnest($1, $2) AS k (id, received)
    CROSS JOIN LATERAL (
      SELECT trigger_id, kind, processor_id, started_at, lease_until FROM \(names.claim)
      WHERE trigger_id = k.id AND received = k.received LIMIT 1) AS c
    LEFT JOIN \(names.processor) AS p ON p.id = c.processor_id
    """
  }
}

extension RunningMark {
  /// Reads kind, processor, started and lease's end, the first of which is at `position`.
  init(row: PostgresRow, at position: Int) throws {
    self.init(
      kind: Claim.Kind(rawValue: try row.get(position)) ?? .work, processor: try row.get(position + 1),
      started: try row.get(position + 2), leaseUntil: try row.get(position + 3))
  }
}
