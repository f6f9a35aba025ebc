import TriggerCore

/// A table whose rows went with deleted triggers, as it is now.
struct RestoredTable {
  /// As the journal calls it.
  let name: String
  let qualifiedName: String
  /// All that can be written, quoted.
  let columns: [String]
}

extension OperationStatement {
  /// All tables in one statement, so that foreign keys are checked when all rows are back. A trigger whose id is in use
  /// is left alone, with what hung on it.
  mutating func restoration(of action: JournaledAction.ID, into tables: [RestoredTable]) -> [String] {
    var parts = [
      """
      j AS MATERIALIZED (
        SELECT r.ordinal, i.before, p.*
        FROM r
        JOIN \(names.actionItem) AS i ON i.trigger_id = r.id AND i.received = r.received
        CROSS JOIN LATERAL jsonb_populate_record(NULL::\(names.trigger), i.before) AS p
        WHERE i.action_id = \(parameters.add(.int64(action))) AND i.result = 'done'),
      back AS (
        INSERT INTO \(names.trigger) AS t (\(TriggerRecord.columns)) OVERRIDING SYSTEM VALUE
        SELECT \(TriggerRecord.columns) FROM j ORDER BY id
        ON CONFLICT (id) DO NOTHING
        RETURNING \(TriggerRecord.columns(of: "t")))
      """
    ]
    for (number, table) in tables.enumerated() {
      let columns = table.columns.joined(separator: ", ")
      let values = table.columns.map { "x.\($0)" }.joined(separator: ", ")
      parts.append(
        """
        child\(number) AS (
          INSERT INTO \(table.qualifiedName) (\(columns)) OVERRIDING SYSTEM VALUE
          SELECT \(values)
          FROM back
          JOIN j USING (id)
          CROSS JOIN LATERAL jsonb_populate_recordset(
            NULL::\(table.qualifiedName), j.before #> ARRAY['children', \(parameters.add(.text(table.name)))]) AS x)
        """)
    }
    return parts + [
      """
      g AS (
        SELECT j.ordinal, \(TriggerRecord.columns(of: "back")), NULL::text AS kind, NULL::text AS processor,
          NULL::timestamptz AS started_at, NULL::timestamptz AS lease_until,
          CASE WHEN back.id IS NULL THEN 'changed' ELSE 'done' END AS result
        FROM j LEFT JOIN back USING (id)),
      u AS (
        SELECT j.ordinal, NULL::jsonb AS before, \(Progress.journalSQL("back")) AS after
        FROM j JOIN back USING (id))
      """
    ]
  }
}

extension PostgresTransaction {
  /// The tables whose rows went with triggers that an action deleted.
  ///
  /// - Throws: `StoreError.refused` for one that is gone since.
  func restoredTables(of action: JournaledAction.ID, catalog: PostgresCatalog) throws -> [RestoredTable] {
    let names = try query(
      """
      SELECT DISTINCT jsonb_object_keys(before -> 'children') AS name
      FROM \(catalog.names.actionItem) WHERE action_id = $1 AND result = 'done' AND before ? 'children'
      ORDER BY name
      """, [.int64(action)]
    ).map { try $0.get(0, as: String.self) }
    let known =
      Dependency.all(in: catalog).map { ($0.name, $0.qualifiedName) }
      + [("triggertop_payload", catalog.names.payload)]
    return try names.map { name in
      guard let (_, qualifiedName) = known.first(where: { $0.0 == name }) else {
        throw StoreError.refused(
          "The deleted triggers had rows in \(name), which is gone by now, so they can't come back.")
      }
      let columns = try query(
        """
        SELECT quote_ident(attname) FROM pg_attribute
        WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
        """, [.inferred(qualifiedName)]
      ).map { try $0.get(0, as: String.self) }
      return RestoredTable(name: name, qualifiedName: qualifiedName, columns: columns)
    }
  }
}
