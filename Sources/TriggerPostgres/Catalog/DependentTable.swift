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
  /// Whether `column` is the table's primary key: then it holds one row a trigger, its data.
  let isKey: Bool
  /// Whether `column` may be null and is not cleared by the database itself: the row outlives what it refers to.
  let isLoose: Bool
  let isReadable: Bool
  let columns: [Column]

  var qualifiedName: String { "\(schema.quotedIdentifier).\(table.quotedIdentifier)" }
  var depth: Int { path.count }
}
