import TriggerCore

/// What of `PostgresExtra` is in the database, whatever became of the table it was made for.
struct PresentExtras {
  struct Trigger {
    let name: String
    /// As `TableNames.qualified` writes it.
    let table: String
    let isEnabled: Bool
    /// Made with a condition of its own, as the first version did.
    let hasCondition: Bool
  }

  /// Valid ones of djtriggers_trigger.
  let indexes: Set<String>
  let triggers: [Trigger]
  /// Indexes and functions in the triggers' schema that may be ours.
  let names: Set<String>

  init(_ transaction: PostgresTransaction, _ catalog: PostgresCatalog) throws {
    indexes = Set(catalog.description.indexes)
    let schema: [PostgresValue] = [.text(catalog.names.schema)]
    triggers = try transaction.query(
      """
      SELECT t.tgname::text, \(RowTable.quotedName), t.tgenabled IN ('O', 'A'), t.tgqual IS NOT NULL
      FROM pg_trigger AS t
      JOIN pg_proc AS p ON p.oid = t.tgfoid
      JOIN pg_namespace AS home ON home.oid = p.pronamespace
      JOIN pg_class AS c ON c.oid = t.tgrelid
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE home.nspname = $1 AND p.proname LIKE 'triggertop\\_%' AND NOT t.tgisinternal
        AND coalesce(to_jsonb(t) ->> 'tgparentid', '0') = '0'
      ORDER BY t.oid
      """, schema
    ).map {
      Trigger(
        name: try $0.get(0), table: try $0.get(1), isEnabled: try $0.get(2), hasCondition: try $0.get(3))
    }
    names = Set(
      try transaction.query(
        """
        SELECT p.proname::text FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname = $1 AND p.proname LIKE 'triggertop\\_%' AND p.pronargs = 0
        UNION
        SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relname LIKE 'triggertop\\_%' AND c.relkind IN ('i', 'I')
        """, schema
      ).map { try $0.get(0, as: String.self) })
  }
}
