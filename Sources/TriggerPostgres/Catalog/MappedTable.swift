import FoundationEssentials
import TriggerCore

/// A table that the map of types to tables names, as the catalog has it.
struct MappedTable: Decodable, Sendable {
  let schema: String
  let table: String
  let access: TableAccess
  let columns: [DependentTable.Column]

  /// Looks the names up in the triggers' schema, unless they are written as `schema.table`. One query.
  static func find(
    _ tables: [String], _ names: TableNames, _ query: (PostgresStatement) throws -> PostgresResult
  ) throws -> [MappedTable] {
    let result = try query(
      PostgresStatement(
        """
        SELECT json_build_object(
          'schema', n.nspname, 'table', c.relname, 'access', \(TableAccess.sql),
          'columns', (\(CatalogDescription.columnsOfC)))::text
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p')
          AND (n.nspname = $1 AND c.relname = ANY ($2) OR n.nspname || '.' || c.relname = ANY ($2))
        ORDER BY n.nspname <> $1, c.oid
        """, [.text(names.schema), .texts(tables.distinctTexts)]))
    return try result.map { try JSONDecoder().decode(Self.self, from: Data($0.get(0, as: String.self).utf8)) }
  }

  func isMeant(by name: String, in names: TableNames) -> Bool {
    schema == names.schema && table == name || "\(schema).\(table)" == name
  }
}
