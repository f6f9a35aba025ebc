import FoundationEssentials
import TriggerCore

/// What refers to triggers, straight or through what goes with them, as the catalog has it at this moment: each foreign
/// key once, however many ways lead to it, those of a table to itself included. Keys of several columns are passed over,
/// as Django makes none.
struct ForeignKeys: Sendable {
  struct Key: Decodable, Sendable {
    enum Kind: String, Decodable, Sendable {
      /// The row goes with what it refers to.
      case takes
      /// The reference may be null: the row stays without it, as Django's SET_NULL has it without the database's
      /// knowledge.
      case clears
      /// As `clears`, but the database does it (ON DELETE SET NULL).
      case cleared
    }

    /// Numbers of `pg_class`.
    let table, parent: Int64
    /// The one that references.
    let column: String
    /// The one referenced.
    let parentColumn: String
    let parentType: String
    /// Whether one row at most refers to each parent.
    let isUnique: Bool
    let kind: Kind
    /// Only triggers of these types are meant, since only the map of types to tables leads here; nil means all.
    var types: [String]?
  }

  /// Rows that only the map of types to tables leads to.
  struct Mapped {
    let qualifiedName: String
    let column: String
    let types: [String]
  }

  private struct Description: Decodable {
    var keys: [Key]
    var tables: [String: RowTable]
  }

  let trigger: Int64
  private(set) var keys: [Key]
  let tables: [Int64: RowTable]
  /// Columns that hold the id of the trigger whose data the row is.
  let dataColumns: [Int64: String]

  /// One query of the system catalog.
  init(_ transaction: PostgresTransaction, trigger name: String, mapped: [Mapped]) throws {
    let row = try transaction.query(Self.query, [.texts([name] + mapped.map(\.qualifiedName))])[0]
    let found = try JSONDecoder().decode(Description.self, from: Data(row.get(0, as: String.self).utf8))
    let tables = Dictionary(found.tables.compactMap { key, table in Int64(key).map { ($0, table) } }) { $1 }
    guard let trigger = tables.first(where: { $0.value.qualifiedName == name })?.key else {
      throw StoreError.wrongSchema("The table \(name) is gone: look what became of it.")
    }
    var keys = found.keys
    for own in mapped {
      guard let table = tables.first(where: { $0.value.qualifiedName == own.qualifiedName })?.key else { continue }
      let isKnown = keys.contains {
        $0.table == table && $0.column == own.column && $0.parent == trigger && $0.kind == .takes && $0.types == nil
      }
      if isKnown { continue }
      keys.append(
        Key(
          table: table, parent: trigger, column: own.column, parentColumn: "id", parentType: "bigint", isUnique: false,
          kind: .takes, types: own.types))
    }
    (self.trigger, self.keys, self.tables) = (trigger, keys, tables)
    dataColumns = Self.dataColumns(keys, of: trigger)
  }

  /// Without tables that the role may not read.
  var readable: ForeignKeys {
    var keys = self
    keys.keys.removeAll { tables[$0.table]?.isReadable != true }
    return keys
  }

  func keys(of table: Int64, _ kind: Key.Kind) -> [Key] { keys.filter { $0.table == table && $0.kind == kind } }

  /// Tables whose rows go, the trigger's own left out.
  var taken: [Int64] { tables.keys.filter { $0 != trigger && !keys(of: $0, .takes).isEmpty }.sorted() }

  /// A column that may lose what it refers to.
  struct Clearing {
    let name: String
    let keys: [Key]
  }

  /// Tables in which references are cleared; where the database does it, only those that may be read.
  var clearing: [(table: Int64, columns: [Clearing])] {
    let loose = keys.filter { $0.kind == .clears || $0.kind == .cleared && tables[$0.table]?.isReadable == true }
    return Dictionary(grouping: loose, by: \.table).sorted { $0.key < $1.key }.map { table, keys in
      let columns = Dictionary(grouping: keys, by: \.column).sorted { $0.key < $1.key }
      return (table, columns.map { Clearing(name: $0, keys: $1) })
    }
  }

  private static func dataColumns(_ keys: [Key], of trigger: Int64) -> [Int64: String] {
    var columns = [trigger: "id"]
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for key in keys
      where key.kind == .takes && key.isUnique && columns[key.table] == nil && columns[key.parent] == key.parentColumn {
        columns[key.table] = key.column
        isGrowing = true
      }
    }
    columns[trigger] = nil
    return columns
  }

  private static let query = """
    WITH RECURSIVE root AS (
      SELECT c.oid
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND \(RowTable.quotedName) = ANY ($1)),
    single AS (
      SELECT fk.oid, fk.conrelid, fk.confrelid, fk.conkey[1] AS attnum, fk.confkey[1] AS parent_attnum, CASE
        WHEN fk.confdeltype = 'n' THEN 'cleared'
        WHEN f.attnotnull OR fk.confdeltype = 'c' THEN 'takes'
        ELSE 'clears' END AS kind
      FROM pg_constraint AS fk
      JOIN pg_attribute AS f ON f.attrelid = fk.conrelid AND f.attnum = fk.conkey[1]
      WHERE fk.contype = 'f' AND fk.conparentid = 0 AND cardinality(fk.conkey) = 1 AND fk.confdeltype <> 'd'),
    reached AS (
      SELECT k.* FROM single AS k JOIN root ON k.confrelid = root.oid
      UNION
      SELECT k.* FROM reached AS r JOIN single AS k ON k.confrelid = r.conrelid WHERE r.kind = 'takes')
    SELECT json_build_object(
      'keys', (
        SELECT coalesce(json_agg(json_build_object(
          'table', r.conrelid::bigint, 'parent', r.confrelid::bigint, 'column', a.attname, 'parentColumn', b.attname,
          'parentType', format_type(b.atttypid, -1), 'kind', r.kind,
          'isUnique', EXISTS (
            SELECT FROM pg_index AS i
            WHERE i.indrelid = r.conrelid AND i.indisunique AND i.indpred IS NULL AND i.indnkeyatts = 1
              AND i.indkey[0] = r.attnum)) ORDER BY r.oid), '[]')
        FROM reached AS r
        JOIN pg_attribute AS a ON a.attrelid = r.conrelid AND a.attnum = r.attnum
        JOIN pg_attribute AS b ON b.attrelid = r.confrelid AND b.attnum = r.parent_attnum),
      'tables', (
        SELECT coalesce(json_object_agg(c.oid::text, \(RowTable.json)), '{}')
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.oid IN (SELECT oid FROM root UNION SELECT conrelid FROM reached)))::text
    """
}

extension PostgresTransaction {
  /// With what only the map leads to, by the catalog.
  func foreignKeys(_ catalog: PostgresCatalog, further: [ForeignKeys.Mapped] = []) throws -> ForeignKeys {
    let mapped = catalog.dataTables.mappedOnly.map { table, types in
      ForeignKeys.Mapped(qualifiedName: table.qualifiedName, column: table.keyColumn, types: types)
    }
    return try ForeignKeys(self, trigger: catalog.trigger, mapped: further + mapped)
  }
}
