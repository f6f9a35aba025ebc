import GRDB
import TriggerCore

/// What refers to triggers, straight or through other tables, by the catalog.
struct ForeignKeys {
  /// Rows that hang on a trigger: `table.column` refers to `parent.parentColumn`.
  struct Key {
    var table: String
    var column: String
    var parent: String
    var parentColumn: String
    /// It may be null, and SQLite does not clear it by itself: the row outlives what it refers to.
    var isLoose: Bool
    /// Whether the column is the table's key: then it holds one row a trigger.
    var isKey: Bool
  }

  static let root = "djtriggers_trigger"
  private let keys: [Key]

  /// Keys of several columns are passed over, as Django makes none; so are those by which SQLite itself clears the
  /// column, since their rows outlive the trigger.
  init(_ db: Database) throws {
    let sql = """
      SELECT m.name, f."from", lower(f."table"), coalesce(f."to", (SELECT name FROM pragma_table_info(f."table") WHERE pk = 1)),
        c."notnull" = 0 AND c.pk = 0 AND f.on_delete <> 'CASCADE',
        (SELECT group_concat(name) FROM pragma_table_info(m.name) WHERE pk > 0) = f."from"
      FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
      JOIN pragma_table_info(m.name) c ON c.name = f."from" COLLATE NOCASE
      WHERE m.type = 'table' AND f.on_delete NOT IN ('SET NULL', 'SET DEFAULT')
      GROUP BY m.name, f.id HAVING count(*) = 1
      ORDER BY m.name, f.id
      """
    keys = try Row.fetchAll(db, sql: sql).compactMap { row in
      // A key may name a table that is not there: then nothing can refer through it.
      guard let parentColumn = row[3] as String? else { return nil }
      return Key(
        table: row[0], column: row[1], parent: row[2], parentColumn: parentColumn, isLoose: row[4],
        isKey: row[5] ?? false)
    }
  }

  /// Whether the column's reference takes rows along with what they refer to.
  func lead(to table: String, by column: String) -> Bool {
    keys.contains { $0.table == table && $0.column == column && !$0.isLoose }
  }

  /// Those of what goes with a trigger that refer to the trigger itself.
  var direct: [Key] { keys.filter { $0.parent == Self.root && !$0.isLoose } }

  /// Those of tables that hold data of triggers, one row each, what is inherited from first: Django's multi-table
  /// inheritance. Parents are called as they call themselves.
  var inherited: [Key] {
    var found = keys.filter { $0.isKey && $0.parent == Self.root }
    var index = 0
    while index < found.count {
      let above = found[index]
      found += keys.filter { key in
        key.isKey && key.parent == above.table.lowercased() && key.parentColumn == above.column
          && !found.contains { $0.table == key.table }
      }.map { key in
        var key = key
        key.parent = above.table
        return key
      }
      index += 1
    }
    return found
  }

  /// Each path from a table down to the trigger, as the condition its rows meet; the deepest first, so that rows can
  /// be deleted in this order.
  /// - Returns: conditions with one parameter, the ids as JSON.
  func dependents() -> [(table: String, condition: String)] {
    paths().filter { !$0.key.isLoose }.map { ($0.key.table, $0.condition) }
  }

  /// Columns to be cleared before that, in rows that stay; conditions as above.
  func loose() -> [(table: String, column: String, condition: String)] {
    paths().filter(\.key.isLoose).map { ($0.key.table, $0.key.column, $0.condition) }
  }

  private func paths() -> [(key: Key, condition: String)] {
    below(Self.root, condition: "id IN (SELECT value FROM json_each(?))", path: [Self.root])
  }

  private func below(_ parent: String, condition: String, path: [String]) -> [(key: Key, condition: String)] {
    keys.filter { $0.parent == parent && !path.contains($0.table.lowercased()) }.flatMap { key in
      let own = """
        \(key.column.quotedIdentifier) IN (SELECT \(key.parentColumn.quotedIdentifier) \
        FROM \(parent.quotedIdentifier) WHERE \(condition))
        """
      let deeper =
        key.isLoose ? [] : below(key.table.lowercased(), condition: own, path: path + [key.table.lowercased()])
      return deeper + [(key: key, condition: own)]
    }
  }
}
