import TriggerCore

/// One batch of cleaning: which triggers, and their removal.
struct CleaningStatement {
  /// Rows of types' own tables; names are quoted.
  struct OwnRows {
    let table: String
    let column: String
    let types: [String]
  }

  let before: Instant
  let ownTables: [OwnRows]
  let catalog: PostgresCatalog

  private var names: TableNames { catalog.names }

  /// Those that somebody runs once more are left for later.
  private var isUnclaimed: String {
    catalog.sideTables == nil
      ? "true"
      : """
      t.id NOT IN (
        SELECT trigger_id FROM \(names.claim) WHERE kind <> 'hold' AND lease_until > statement_timestamp())
      """
  }

  /// Ids, longest processed first.
  func pick(_ limit: Int) -> PostgresStatement {
    PostgresStatement(
      """
      SELECT t.id::bigint FROM \(catalog.trigger) AS t
      WHERE t.date_processed < $1 AND \(isUnclaimed)
      ORDER BY t.date_processed, t.id LIMIT $2
      """, [.instant(before), .int64(Int64(limit))])
  }

  /// Locks come first, so that the removal sees every claim and change made until then. The last one answers with the
  /// number of triggers removed.
  func removal(of ids: [TriggerID]) -> [PostgresStatement] {
    var statements = [
      PostgresStatement("SELECT FROM \(names.trigger) WHERE id = ANY ($1) ORDER BY id FOR UPDATE", [.ids(ids)])
    ]
    if catalog.sideTables != nil {
      statements.append(
        PostgresStatement(
          "SELECT FROM \(names.claim) WHERE trigger_id = ANY ($1) ORDER BY trigger_id FOR UPDATE", [.ids(ids)]))
    }
    var parameters = ParameterList()
    let chosen = parameters.add(.ids(ids))
    let time = parameters.add(.instant(before))
    var parts = [
      """
      g AS MATERIALIZED (
        SELECT t.id, t.trigger_type FROM \(catalog.trigger) AS t
        WHERE t.id = ANY (\(chosen)) AND t.date_processed < \(time) AND \(isUnclaimed))
      """
    ]
    var loose = LooseReferences(catalog: catalog)
    for (number, own) in ownTables.enumerated() {
      let types = parameters.add(.texts(own.types))
      let condition = "x.\(own.column) IN (SELECT id FROM g WHERE trigger_type = ANY (\(types)))"
      loose.deleted[own.table, default: []].append(condition)
      parts.append("own\(number) AS (DELETE FROM \(own.table) AS x WHERE \(condition))")
    }
    let doomed = "SELECT id FROM g"
    for (number, clearing) in loose.clearings(ids: doomed).enumerated() {
      parts.append("cleared\(number) AS (\(clearing))")
    }
    for (number, table) in Dependency.all(in: catalog).enumerated() {
      parts.append(
        "child\(number) AS (DELETE FROM \(table.qualifiedName) AS x WHERE \(table.condition(ids: doomed)))")
    }
    if catalog.sideTables != nil {
      for (name, table) in [("claims", names.claim), ("attempts", names.attempt), ("payloads", names.payload)] {
        parts.append("\(name) AS (DELETE FROM \(table) WHERE trigger_id IN (\(doomed)))")
      }
    }
    parts.append("gone AS (DELETE FROM \(catalog.trigger) AS t USING g WHERE t.id = g.id RETURNING t.id)")
    statements.append(
      PostgresStatement("WITH \(parts.joined(separator: ",\n"))\nSELECT count(*) FROM gone", parameters.values))
    return statements
  }
}
