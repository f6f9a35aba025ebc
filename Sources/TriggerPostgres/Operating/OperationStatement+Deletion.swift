import TriggerCore

extension OperationStatement {
  /// All tables in one statement: they see the same rows, and foreign keys are checked when all is done.
  func deletion() -> [String] {
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
}
