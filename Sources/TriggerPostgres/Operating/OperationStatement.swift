import TriggerCore

/// An operation on some triggers as statements of one transaction, sent in one round trip.
///
/// The rows are locked first, by ascending id, so that the statement that acts sees every claim made until then.
struct OperationStatement {
  private let operation: Operation
  private let targets: [Target]
  private let catalog: PostgresCatalog
  private let now: Instant
  private var parameters = ParameterList()

  /// - Parameters:
  ///   - now: the database's clock.
  ///   - actionID: the journal's entry, nil where this is the first part of the action.
  static func statements(
    _ operation: Operation, on targets: [Target], by who: Operator, catalog: PostgresCatalog, now: Instant,
    actionID: Int64?
  ) -> [PostgresStatement] {
    var statement = OperationStatement(operation: operation, targets: targets, catalog: catalog, now: now)
    let sql = statement.sql(who, actionID: actionID)
    return statement.locks + [PostgresStatement(sql, statement.parameters.values)]
  }

  private init(operation: Operation, targets: [Target], catalog: PostgresCatalog, now: Instant) {
    (self.operation, self.targets, self.catalog, self.now) = (operation, targets, catalog, now)
  }

  private var names: TableNames { catalog.names }
  private var hasSideTables: Bool { catalog.sideTables != nil }

  private var locks: [PostgresStatement] {
    let ids = PostgresValue.ids(targets.map(\.id))
    let strength = operation == .delete ? "UPDATE" : "NO KEY UPDATE"
    var statements = [
      PostgresStatement(PostgresExtra.ownWrite),
      PostgresStatement("SELECT FROM \(names.trigger) WHERE id = ANY ($1) ORDER BY id FOR \(strength)", [ids]),
    ]
    if operation == .delete, hasSideTables {
      statements.append(
        PostgresStatement(
          "SELECT FROM \(names.claim) WHERE trigger_id = ANY ($1) ORDER BY trigger_id FOR UPDATE", [ids]))
    }
    return statements
  }

  /// It answers in the order of the targets: result, the journal's entry, the running mark, the row as it stood.
  private mutating func sql(_ who: Operator, actionID: Int64?) -> String {
    var expressions = [requested(), guarded()]
    expressions += operation == .delete ? deletion() : [update()]
    if hasSideTables { expressions += journal(who, actionID: actionID) }
    return """
      WITH \(expressions.joined(separator: ",\n"))
      SELECT coalesce(g.result, 'missing'), \(hasSideTables ? "action.id" : "NULL::bigint"),
        g.kind, g.processor, g.started_at, g.lease_until, \(TriggerRecord.columns(of: "g"))
      FROM r LEFT JOIN g USING (ordinal)\(hasSideTables ? " CROSS JOIN action" : "")
      ORDER BY r.ordinal
      """
  }

  private mutating func requested() -> String {
    let places = [
      .ids(targets.map(\.id)), .instants(targets.map(\.received)), .instants(targets.map(\.seen.processed)),
      .bools(targets.map(\.seen.successful)), .int64s(targets.map { Int64($0.seen.tries) }),
      .instants(targets.map(\.seen.after)), .bools(targets.map { operation.refusal(of: $0.seen) == nil }),
    ].map { parameters.add($0) }
    return """
      r AS MATERIALIZED (
        SELECT * FROM unnest(\(places.joined(separator: ", "))) WITH ORDINALITY AS r (
          id, received, seen_processed, seen_successful, seen_tries, seen_after, makes_sense, ordinal))
      """
  }

  /// The rows as they are now, with what is to become of them.
  private mutating func guarded() -> String {
    let noClaim = """
      (SELECT NULL::text AS kind, NULL::text AS processor, NULL::timestamptz AS started_at,
        NULL::timestamptz AS lease_until)
      """
    return """
      g AS MATERIALIZED (
        SELECT r.ordinal, \(TriggerRecord.columns(of: "t")), c.*, CASE
          WHEN c.kind IS NOT NULL THEN 'running'
          WHEN (t.date_processed, t.successful, t.number_of_tries, t.process_after)
            IS DISTINCT FROM (r.seen_processed, r.seen_successful, r.seen_tries, r.seen_after) THEN 'changed'
          WHEN NOT r.makes_sense THEN 'refused'
          ELSE 'done' END AS result
        FROM r
        JOIN \(names.trigger) AS t ON t.id = r.id AND t.date_received = r.received
        LEFT JOIN LATERAL \(hasSideTables ? liveClaim() : noClaim) AS c ON true)
      """
  }

  private mutating func liveClaim() -> String {
    """
    (
          SELECT c.kind, p.host || ':' || p.pid AS processor, c.started_at, c.lease_until
          FROM \(names.claim) AS c
          LEFT JOIN \(names.processor) AS p ON p.id = c.processor_id
          WHERE c.trigger_id = t.id AND c.received = t.date_received AND c.kind <> 'hold'
            AND c.lease_until > \(parameters.add(.instant(now)))
          LIMIT 1)
    """
  }

  private mutating func update() -> String {
    let progress = targets.map { operation.progress(from: $0.seen, now: now) ?? $0.seen }
    let places = [
      .instants(progress.map(\.processed)), .bools(progress.map(\.successful)),
      .int64s(progress.map { Int64($0.tries) }), .instants(progress.map(\.after)),
    ].map { parameters.add($0) }
    return """
      u AS (
        UPDATE \(names.trigger) AS t SET
          date_processed = n.processed, successful = n.successful, number_of_tries = n.tries, process_after = n.after
        FROM g
        JOIN unnest(\(places.joined(separator: ", "))) WITH ORDINALITY AS n (
          processed, successful, tries, after, ordinal) USING (ordinal)
        WHERE t.id = g.id AND g.result = 'done'
        RETURNING g.ordinal, \(Progress.journalSQL("g")) AS before, \(Progress.journalSQL("t")) AS after)
      """
  }

  /// All tables in one statement: they see the same rows, and foreign keys are checked when all is done.
  private func deletion() -> [String] {
    let doomed = "SELECT id FROM g WHERE result = 'done'"
    let clearings = LooseReferences(catalog: catalog).clearings(ids: doomed)
    var parts = clearings.enumerated().map { "cleared\($0) AS (\($1))" }
    var kept: [String] = []
    for (number, table) in Dependency.all(in: catalog).enumerated() {
      parts.append(
        """
        child\(number) AS (
          DELETE FROM \(table.qualifiedName) AS x WHERE \(table.condition(ids: doomed))
          RETURNING (\(table.owner(ids: doomed)))::bigint AS id, '\(table.name.replacing("'", with: "''"))' AS name,
            to_jsonb(x) AS content)
        """)
      kept.append("SELECT id, name, content FROM child\(number)")
    }
    if hasSideTables {
      parts.append(
        """
        payload AS (
          DELETE FROM \(names.payload) AS x WHERE x.trigger_id IN (\(doomed))
          RETURNING x.trigger_id AS id, 'triggertop_payload' AS name, to_jsonb(x) AS content),
        attempt AS (DELETE FROM \(names.attempt) WHERE trigger_id IN (\(doomed))),
        claim AS (DELETE FROM \(names.claim) WHERE trigger_id IN (\(doomed)))
        """)
      kept.append("SELECT id, name, content FROM payload")
    }
    let all =
      kept.isEmpty
      ? "SELECT 0 AS id, '' AS name, '{}'::jsonb AS content WHERE false" : kept.joined(separator: " UNION ALL ")
    return parts + [
      """
      lost AS (
        SELECT id, jsonb_object_agg(name, rows) AS children
        FROM (SELECT id, name, jsonb_agg(content) AS rows FROM (\(all)) AS child GROUP BY id, name) AS by_table
        GROUP BY id),
      gone AS (DELETE FROM \(names.trigger) AS t USING g WHERE t.id = g.id AND g.result = 'done'),
      u AS (
        SELECT g.ordinal, NULL::jsonb AS after, jsonb_build_object(
            'id', g.id, 'trigger_type', g.trigger_type, 'source', g.source, 'date_received', g.date_received)
          || \(Progress.journalSQL("g")) || jsonb_build_object('children', coalesce(lost.children, '{}')) AS before
        FROM g LEFT JOIN lost USING (id)
        WHERE g.result = 'done')
      """
    ]
  }

  private mutating func journal(_ who: Operator, actionID: Int64?) -> [String] {
    let known = parameters.add(.int64(actionID))
    let places = [
      .instant(now), .text(who.name.withoutNUL), .text(who.host.withoutNUL), .text(operation.verb),
    ].map { parameters.add($0) }
    return [
      """
      new_action AS (
        INSERT INTO \(names.action) (at, operator, host, verb)
        SELECT \(places.joined(separator: ", ")) WHERE \(known) IS NULL
        RETURNING id),
      action AS MATERIALIZED (SELECT coalesce(\(known), (SELECT id FROM new_action)) AS id),
      item AS (
        INSERT INTO \(names.actionItem) (action_id, trigger_id, received, before, after, result)
        SELECT action.id, r.id, r.received, u.before, u.after, coalesce(g.result, 'missing')
        FROM r CROSS JOIN action
        LEFT JOIN g USING (ordinal)
        LEFT JOIN u USING (ordinal)
        ON CONFLICT DO NOTHING)
      """
    ]
  }
}
