import TriggerCore

/// Removes triggers with all that hangs on them, in one statement: all its parts see the same rows, and foreign keys are
/// checked when all is done. It answers with the ids that are gone.
struct RemovalStatement {
  let rows: DoomedRows
  let catalog: PostgresCatalog
  /// The journal's entry, which keeps all that goes; nil keeps nothing.
  let action: JournaledAction.ID?
  /// Payloads and attempts as the catalog has them, by name; empty where nothing is kept.
  let sideTables: [String: RowTable]

  private var keys: ForeignKeys { rows.keys }
  private var names: TableNames { catalog.names }

  func statement() throws -> PostgresStatement {
    guard let trigger = keys.tables[keys.trigger] else { throw StoreError.wrongSchema("djtriggers_trigger is gone.") }
    var parameters = ParameterList()
    let doomed = parameters.add(.ids(rows.ids))
    var (parts, cleared, children) = ([String](), [String](), [String]())
    for (table, columns) in keys.clearing {
      guard let found = keys.tables[table] else { continue }
      if action != nil {
        for column in columns {
          parts.append(kept("was\(cleared.count)", column, of: found, table, &parameters))
          cleared.append("SELECT id, name, content FROM was\(cleared.count)")
        }
      }
      if let update = clearance(columns, of: found, table, &parameters) {
        parts.append("cleared\(parts.count) AS (\(update))")
      }
    }
    for (number, table) in keys.taken.enumerated() {
      guard let found = keys.tables[table] else { continue }
      let way = rows.ways(to: table, &parameters)
      parts.append(
        deletion("child\(number)", found.qualifiedName, where: way.condition, owner: way.owner, found))
      children.append("SELECT id, name, content FROM child\(number)")
    }
    if catalog.sideTables != nil {
      for (name, table) in [("triggertop_payload", names.payload), ("triggertop_attempt", names.attempt)] {
        parts.append(
          deletion(name, table, where: "x.trigger_id = ANY (\(doomed))", owner: "x.trigger_id", sideTables[name]))
        children.append("SELECT id, name, content FROM \(name)")
      }
      parts.append("claim AS (DELETE FROM \(names.claim) WHERE trigger_id = ANY (\(doomed)))")
    }
    parts.append(
      """
      gone AS (
        DELETE FROM \(names.trigger) AS t WHERE t.id = ANY (\(doomed))
        RETURNING \(TriggerRecord.columns(of: "t"))\(action == nil ? "" : ", \(trigger.text(of: "t")) AS content"))
      """)
    if let action {
      parts += [
        Self.gathered("lost", children), Self.gathered("released", cleared),
        item(parameters.add(.int64(action))),
      ]
    }
    return PostgresStatement(
      "WITH \(parts.joined(separator: ",\n"))\nSELECT id::bigint FROM gone", parameters.values)
  }

  private func deletion(
    _ name: String, _ table: String, where condition: String, owner: String, _ found: RowTable?
  ) -> String {
    let delete = "DELETE FROM \(table) AS x WHERE \(condition)"
    guard action != nil, let found else { return "\(name) AS (\(delete))" }
    let called = names.displayName(schema: found.schema, table: found.table).quotedLiteral
    return """
      \(name) AS (
        \(delete)
        RETURNING coalesce(\(owner), \(rows.ids[0])) AS id, \(called) AS name, \(found.text(of: "x")) AS content)
      """
  }

  /// What a column refers to, of rows that stay.
  private func kept(
    _ part: String, _ column: ForeignKeys.Clearing, of found: RowTable, _ table: Int64,
    _ parameters: inout ParameterList
  ) -> String {
    let way = rows.ways(column.keys, &parameters)
    let name = names.displayName(schema: found.schema, table: found.table).quotedLiteral
    return """
      \(part) AS MATERIALIZED (
        SELECT coalesce(\(way.owner), \(rows.ids[0])) AS id, \(name) AS name, jsonb_build_object(
          'key', \(RowTable.object(found.key, of: "x")), 'set', \(RowTable.object([column.name], of: "x"))) AS content
        FROM \(found.qualifiedName) AS x WHERE \(rows.losing(column, table, &parameters)))
      """
  }

  /// One statement for all columns of a table: PostgreSQL changes a row only once in one go. Nil where the database
  /// clears them by itself.
  private func clearance(
    _ columns: [ForeignKeys.Clearing], of found: RowTable, _ table: Int64, _ parameters: inout ParameterList
  ) -> String? {
    var (assignments, conditions) = ([String](), [String]())
    for column in columns where column.keys.contains(where: { $0.kind == .clears }) {
      let (name, condition) = (column.name.quotedIdentifier, "(\(rows.losing(column, table, &parameters)))")
      assignments.append("\(name) = CASE WHEN \(condition) THEN NULL ELSE x.\(name) END")
      conditions.append(condition)
    }
    if conditions.isEmpty { return nil }
    return """
      UPDATE \(found.qualifiedName) AS x SET \(assignments.joined(separator: ", "))
      WHERE \(conditions.joined(separator: " OR "))
      """
  }

  /// By trigger, then by table.
  private static func gathered(_ name: String, _ parts: [String]) -> String {
    let all =
      parts.isEmpty
      ? "SELECT 0::bigint AS id, '' AS name, '{}'::jsonb AS content WHERE false"
      : parts.joined(separator: " UNION ALL ")
    return """
      \(name) AS (
        SELECT id, jsonb_object_agg(name, rows) AS rows
        FROM (SELECT id, name, jsonb_agg(content) AS rows FROM (\(all)) AS every GROUP BY id, name) AS by_table
        GROUP BY id)
      """
  }

  private func item(_ action: String) -> String {
    """
    item AS (
      INSERT INTO \(names.actionItem) (action_id, trigger_id, received, before, result)
      SELECT \(action), gone.id, gone.date_received, jsonb_build_object(
          'id', gone.id, 'trigger_type', gone.trigger_type, 'source', gone.source,
          'date_received', gone.date_received)
        || \(Progress.journalSQL("gone"))
        || jsonb_build_object(
          'format', \(DeletionJournal.format), 'row', gone.content, 'children', coalesce(lost.rows, '{}'),
          'cleared', coalesce(released.rows, '{}')), 'done'
      FROM gone LEFT JOIN lost USING (id) LEFT JOIN released USING (id)
      ON CONFLICT DO NOTHING)
    """
  }
}

/// What the journal holds of a deleted trigger.
enum DeletionJournal {
  /// Rows are objects of texts, each as its column's type writes it. What names no format holds JSON values, as
  /// `to_jsonb` makes them, and of the trigger itself only django-triggers' columns.
  static let format = 2
}
