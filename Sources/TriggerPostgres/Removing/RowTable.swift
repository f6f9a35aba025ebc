import FoundationEssentials
import TriggerCore

/// A table as the catalog has it at this moment, whose rows are kept as text and put back by their columns' types.
struct RowTable: Decodable, Sendable {
  struct Column: Decodable, Sendable {
    let name: String
    /// Without a width: what is too long is refused by the column, and not cut.
    let type: String
    /// Computed by the database: neither kept nor put back.
    let isGenerated: Bool
  }

  let schema: String
  let table: String
  let isReadable: Bool
  let columns: [Column]
  /// The primary key's columns; empty where there is none.
  let key: [String]

  var qualifiedName: String { TableNames(schema: schema).qualified(table) }

  var kept: [Column] { columns.filter { !$0.isGenerated } }

  func column(named name: String) -> Column? { columns.first { $0.name == name } }

  /// The row `alias` as a JSON object of texts, each as its type writes it.
  func text(of alias: String) -> String { Self.object(kept.map(\.name), of: alias) }

  /// Columns of the row `alias` as a JSON object of texts.
  static func object(_ columns: [String], of alias: String) -> String {
    let names = columns.map(\.quotedLiteral).joined(separator: ", ")
    let values = columns.map { "\(alias).\($0.quotedIdentifier)::text" }.joined(separator: ", ")
    return "jsonb_object(ARRAY[\(names)]::text[], ARRAY[\(values)]::text[])"
  }

  /// The table `c` of the schema `n` as JSON.
  static let json = """
    json_build_object(
      'schema', n.nspname, 'table', c.relname,
      'isReadable', has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
      'columns', (
        SELECT coalesce(json_agg(json_build_object(
          'name', f.attname, 'type', format_type(f.atttypid, -1), 'isGenerated', f.attgenerated <> '')
          ORDER BY f.attnum), '[]')
        FROM pg_attribute AS f
        WHERE f.attrelid = c.oid AND f.attnum > 0 AND NOT f.attisdropped),
      'key', (
        SELECT coalesce(json_agg(f.attname), '[]')
        FROM pg_index AS i
        JOIN pg_attribute AS f ON f.attrelid = c.oid AND f.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary))
    """

  /// The name of the table `c` of the schema `n` as `TableNames.qualified` writes it.
  static let quotedName = """
    '"' || replace(n.nspname, '"', '""') || '"."' || replace(c.relname, '"', '""') || '"'
    """
}

extension PostgresTransaction {
  /// Tables by the names that people and the journal know them by; those that are gone are absent.
  func tables(called names: [String], in schema: TableNames) throws -> [String: RowTable] {
    let rows = try query(
      """
      SELECT \(RowTable.json)::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p')
        AND (n.nspname = $1 AND c.relname = ANY ($2) OR n.nspname || '.' || c.relname = ANY ($2))
      ORDER BY n.nspname <> $1
      """, [.text(schema.schema), .texts(names)])
    let tables = try rows.map { row in
      try JSONDecoder().decode(RowTable.self, from: Data(row.get(0, as: String.self).utf8))
    }
    return Dictionary(tables.map { (schema.displayName(schema: $0.schema, table: $0.table), $0) }) { first, _ in first }
  }

  /// What texts of all types are written and read by until the transaction ends, whatever the role's own settings.
  func settleTexts() throws {
    try query(
      """
      SELECT set_config('extra_float_digits', '3', true), set_config('datestyle', 'ISO, YMD', true),
        set_config('intervalstyle', 'postgres', true), set_config('bytea_output', 'hex', true),
        set_config('timezone', 'UTC', true), set_config('xmloption', 'content', true)
      """)
  }
}
