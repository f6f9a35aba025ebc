import TriggerCore

/// A table with a foreign key to `djtriggers_trigger(id)`, or to such a table, and so on.
struct DependentTable: Decodable, Sendable {
  struct Column: Decodable, Sendable {
    let name: String
    /// The type as PostgreSQL writes it, with its width: `character varying(50)`.
    let declaration: String
    let isNullable: Bool
    let hasDefault: Bool
    /// The database alone gives it a value, at every change.
    let isGenerated: Bool
  }

  /// The foreign keys that lead here, the nearest to the trigger first; its own is last.
  let path: [String]
  let schema: String
  let table: String
  /// The one that references.
  let column: String
  /// The one referenced.
  let parentColumn: String
  /// Whether the table holds one row a trigger at most, its data: `column` is its primary key, or unique and never null
  /// where it refers to the trigger itself.
  let isKey: Bool
  /// Whether `column` may be null and is not cleared by the database itself: the row outlives what it refers to.
  let isLoose: Bool
  let access: TableAccess
  let columns: [Column]

  var qualifiedName: String { "\(schema.quotedIdentifier).\(table.quotedIdentifier)" }
  var depth: Int { path.count }
  var isReadable: Bool { access.isReadable }
}

/// What this role may see of a table.
struct TableAccess: Decodable, Sendable {
  /// Of the schema.
  let hasUsage: Bool
  let maySelect: Bool
  let hasRowSecurity: Bool

  /// As JSON, of the table `c` in the schema `n`.
  static let sql = """
    json_build_object(
      'hasUsage', has_schema_privilege(n.oid, 'USAGE'), 'maySelect', has_table_privilege(c.oid, 'SELECT'),
      'hasRowSecurity', row_security_active(c.oid))
    """

  var isReadable: Bool { hasUsage && maySelect }

  func barrier(role: String, schema: String) -> DataTable.Barrier? {
    if !hasUsage { return .noPrivilege(role: role, remedy: "GRANT USAGE on the schema \(schema)") }
    if !maySelect { return .noPrivilege(role: role, remedy: "GRANT SELECT") }
    return hasRowSecurity ? .rowSecurity(role: role) : nil
  }
}
