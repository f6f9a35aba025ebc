import TriggerCore

/// Puts deleted triggers back from the journal: the inverse of `RemovalStatement`.
struct Restoration {
  /// Rows of one table that have values for the same columns.
  private struct Shape {
    let format: Int
    /// As the journal calls it; empty for the trigger itself.
    let table: String
    let columns: [String]
  }

  private let action: JournaledAction.ID
  private let names: TableNames
  private let trigger: RowTable
  private let tables: [String: RowTable]
  private let shapes: [Shape]
  /// Columns that lost what they referred to, by table, to any trigger of the deletion.
  private let cleared: [Shape]

  /// - Throws: `StoreError.wrongSchema` where a table or column is gone that the journal has values of.
  init(
    _ transaction: PostgresTransaction, of action: JournaledAction.ID, ids: [TriggerID], catalog: PostgresCatalog
  ) throws {
    (self.action, names) = (action, catalog.names)
    let values: [PostgresValue] = [.int64(action), .ids(ids)]
    shapes = try transaction.query(Self.shapes(names), values).map { row in
      Shape(format: try row.get(0), table: try row.get(1), columns: try row.get(2))
    }
    cleared = try transaction.query(Self.cleared(names), [.int64(action)]).map { row in
      Shape(format: DeletionJournal.format, table: try row.get(0), columns: [try row.get(1)])
    }
    tables = try transaction.tables(
      called: ["djtriggers_trigger"] + Set((shapes + cleared).map(\.table)).sorted(), in: names)
    guard let trigger = tables["djtriggers_trigger"] else {
      throw StoreError.wrongSchema("The table djtriggers_trigger is gone: look what became of it.")
    }
    self.trigger = trigger
    for shape in shapes + cleared {
      let name = shape.table.isEmpty ? "djtriggers_trigger" : shape.table
      guard let table = tables[name] else {
        throw StoreError.lost(table: name)
      }
      if let column = shape.columns.first(where: { table.column(named: $0) == nil }) {
        throw StoreError.lost(column: column, of: name)
      }
    }
  }

  /// In one statement, so that foreign keys are checked when all rows are back.
  ///
  /// - Returns: the ids that came back; the others are in use.
  /// - Throws: `KeptTriggers` where the database keeps a row out.
  func insert(_ ids: [TriggerID], _ transaction: PostgresTransaction) throws -> [TriggerID] {
    var parameters = ParameterList()
    let (action, given) = (parameters.add(.int64(action)), parameters.add(.ids(ids)))
    let kept = """
      j AS MATERIALIZED (
        SELECT i.trigger_id AS id, i.before FROM \(names.actionItem) AS i
        WHERE i.action_id = \(action) AND i.trigger_id = ANY (\(given)))
      """
    let triggers = shapes.filter(\.table.isEmpty).enumerated().map { number, shape in
      "back\(number) AS (\(insertion(of: shape, &parameters)))"
    }
    let allBack =
      "back AS (\(triggers.indices.map { "SELECT id FROM back\($0)" }.joined(separator: " UNION ALL ")))"
    let children = shapes.filter { !$0.table.isEmpty }.enumerated().map { number, shape in
      "child\(number) AS (\(insertion(of: shape, into: tables[shape.table], &parameters)))"
    }
    let inserted = children.indices.map { "(SELECT count(*) FROM child\($0))" }
    let statement = """
      WITH \(([kept] + triggers + [allBack] + children).joined(separator: ",\n"))
      SELECT id::bigint, \((["0::bigint"] + inserted).joined(separator: " + ")), (
        SELECT coalesce(sum(jsonb_array_length(c.value)), 0)::bigint
        FROM j JOIN back USING (id), jsonb_each(j.before -> 'children') AS c)
      FROM back
      """
    let answer = try transaction.runByIndex(PostgresStatement(statement, parameters.values))[0]
    if let row = answer.first, try row.get(1, as: Int64.self) != row.get(2, as: Int64.self) {
      if ids.count == 1 {
        throw KeptTriggers(reasons: [ids[0]: "a trigger of a table keeps its rows out, so that it would not be whole"])
      }
      // Which of them it is, only one at a time can tell.
      throw PostgresError.server(PostgresServerError(sqlState: "23000", message: "a row was kept out"))
    }
    let back = try answer.map { try $0.get(0, as: TriggerID.self) }
    for shape in cleared { try reconnect(back, shape, transaction) }
    return back
  }

  private func insertion(of shape: Shape, _ parameters: inout ParameterList) -> String {
    let columns = shape.columns.compactMap(trigger.column).filter { !$0.isGenerated }
    let row = shape.format == DeletionJournal.format ? "j.before -> 'row'" : "j.before"
    return """
      INSERT INTO \(names.trigger) AS t (\(columns.map(\.name.quotedIdentifier).joined(separator: ", ")))
      OVERRIDING SYSTEM VALUE
      SELECT \(columns.map { "(e ->> \($0.name.quotedLiteral))::\($0.type)" }.joined(separator: ", "))
      FROM j CROSS JOIN LATERAL (SELECT \(row) AS e OFFSET 0) AS kept
      WHERE \(Self.format("j.before")) = \(shape.format)\(shape.format == DeletionJournal.format ? " AND \(Self.columns("e")) = \(parameters.add(.texts(shape.columns)))" : "")
      ORDER BY j.id
      ON CONFLICT (id) DO NOTHING
      RETURNING t.id
      """
  }

  private func insertion(of shape: Shape, into table: RowTable?, _ parameters: inout ParameterList) -> String {
    guard let table else { return "SELECT 1 WHERE false" }
    let columns = shape.columns.compactMap(table.column).filter { !$0.isGenerated }
    let names = columns.map(\.name.quotedIdentifier).joined(separator: ", ")
    let isText = shape.format == DeletionJournal.format
    let values = columns.map {
      isText ? "(e ->> \($0.name.quotedLiteral))::\($0.type)" : "x.\($0.name.quotedIdentifier)"
    }.joined(separator: ", ")
    return """
      INSERT INTO \(table.qualifiedName) (\(names)) OVERRIDING SYSTEM VALUE
      SELECT \(values)
      FROM back
      JOIN j USING (id)
      CROSS JOIN LATERAL jsonb_array_elements(
        j.before #> ARRAY['children', \(parameters.add(.text(shape.table)))]) AS e
      \(isText ? "" : "CROSS JOIN LATERAL jsonb_populate_record(NULL::\(table.qualifiedName), e) AS x")
      WHERE \(Self.format("j.before")) = \(shape.format)
        AND \(Self.columns("e")) = \(parameters.add(.texts(shape.columns)))
      RETURNING 1
      """
  }

  /// Rows that lost what they referred to get it back, unless they refer to something else by now: what these triggers
  /// took from them, and those that came back with these triggers what others of the deletion took, if those are back.
  private func reconnect(_ ids: [TriggerID], _ shape: Shape, _ transaction: PostgresTransaction) throws {
    guard let table = tables[shape.table], let column = table.column(named: shape.columns[0]), !table.key.isEmpty else {
      return
    }
    let key = table.key.compactMap(table.column).map { part in
      "x.\(part.name.quotedIdentifier) = (e -> 'key' ->> \(part.name.quotedLiteral))::\(part.type)"
    }
    let isBack = table.key.map { "c ->> \($0.quotedLiteral) = l.e -> 'key' ->> \($0.quotedLiteral)" }
    let name = column.name.quotedIdentifier
    _ = try transaction.runByIndex(
      PostgresStatement(
        """
        WITH l AS MATERIALIZED (
          SELECT i.trigger_id, e
          FROM \(names.actionItem) AS i
          JOIN \(names.trigger) AS t ON t.id = i.trigger_id AND t.date_received = i.received
          CROSS JOIN LATERAL jsonb_array_elements(i.before #> ARRAY['cleared', $3]) AS e
          WHERE i.action_id = $1 AND i.result = 'done' AND e -> 'set' ? \(column.name.quotedLiteral)),
        b AS MATERIALIZED (
          SELECT c
          FROM \(names.actionItem) AS i
          CROSS JOIN LATERAL jsonb_array_elements(i.before #> ARRAY['children', $3]) AS c
          WHERE i.action_id = $1 AND i.trigger_id = ANY ($2)),
        mine AS (
          SELECT e FROM l WHERE trigger_id = ANY ($2)
          UNION
          SELECT l.e FROM l JOIN b ON \(isBack.joined(separator: " AND ")))
        UPDATE \(table.qualifiedName) AS x SET \(name) = (e -> 'set' ->> \(column.name.quotedLiteral))::\(column.type)
        FROM mine
        WHERE \(key.joined(separator: " AND ")) AND x.\(name) IS NULL
        """, [.int64(action), .ids(ids), .text(shape.table)]))
  }

  private static func format(_ before: String) -> String { "coalesce((\(before) ->> 'format')::integer, 1)" }

  private static func columns(_ row: String) -> String {
    "ARRAY(SELECT k COLLATE \"C\" FROM jsonb_object_keys(\(row)) AS k ORDER BY k COLLATE \"C\")"
  }

  private static func shapes(_ names: TableNames) -> String {
    """
    WITH i AS (
      SELECT before FROM \(names.actionItem) WHERE action_id = $1 AND trigger_id = ANY ($2) AND result = 'done')
    SELECT DISTINCT \(format("before")), '', CASE WHEN before ? 'row' THEN \(columns("before -> 'row'"))
      ELSE string_to_array('\(TriggerRecord.columns)', ', ') END
    FROM i
    UNION ALL
    SELECT DISTINCT \(format("before")), c.key, \(columns("e"))
    FROM i
    CROSS JOIN LATERAL jsonb_each(before -> 'children') AS c
    CROSS JOIN LATERAL jsonb_array_elements(c.value) AS e
    """
  }

  private static func cleared(_ names: TableNames) -> String {
    """
    SELECT DISTINCT c.key, k
    FROM \(names.actionItem)
    CROSS JOIN LATERAL jsonb_each(before -> 'cleared') AS c
    CROSS JOIN LATERAL jsonb_array_elements(c.value) AS e
    CROSS JOIN LATERAL jsonb_object_keys(e -> 'set') AS k
    WHERE action_id = $1 AND result = 'done' AND before -> 'cleared' <> '{}'
    """
  }
}
