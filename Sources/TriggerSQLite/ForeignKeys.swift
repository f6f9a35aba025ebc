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
    /// It may be null: the row outlives what it refers to.
    var isLoose: Bool
    /// SQLite clears it by itself (ON DELETE SET NULL).
    var isCleared: Bool
    /// Whether one row at most refers to each parent.
    var isUnique: Bool
    /// Whether the table holds one row a trigger at most: the column is its key, or unique and never null where it refers
    /// to the trigger itself.
    var isKey: Bool
  }

  static let root = "djtriggers_trigger"
  /// All of the database, each once.
  let keys: [Key]

  /// Keys of several columns are passed over, as Django makes none.
  init(_ db: Database) throws {
    let sql = """
      SELECT m.name, f."from", lower(f."table"), coalesce(f."to", (SELECT name FROM pragma_table_info(f."table") WHERE pk = 1)),
        f.on_delete = 'SET NULL' OR c."notnull" = 0 AND c.pk = 0 AND f.on_delete <> 'CASCADE',
        (SELECT group_concat(name) FROM pragma_table_info(m.name) WHERE pk > 0) = f."from", f.on_delete = 'SET NULL',
        EXISTS (SELECT 1 FROM pragma_index_list(m.name) l WHERE l."unique" AND NOT l.partial
          AND (SELECT group_concat(name) FROM pragma_index_info(l.name)) = f."from"), c."notnull"
      FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
      JOIN pragma_table_info(m.name) c ON c.name = f."from" COLLATE NOCASE
      WHERE m.type = 'table' AND f.on_delete <> 'SET DEFAULT'
      GROUP BY m.name, f.id HAVING count(*) = 1
      ORDER BY m.name, f.id
      """
    keys = try Row.fetchAll(db, sql: sql).compactMap { row -> Key? in
      // A key may name a table that is not there: then nothing can refer through it.
      guard let parentColumn = row[3] as String? else { return nil }
      let (isPrimary, isUnique, isNotNull): (Bool, Bool, Bool) = (row[5] as Bool? ?? false, row[7], row[8])
      let parent: String = row[2]
      return Key(
        table: row[0], column: row[1], parent: parent, parentColumn: parentColumn, isLoose: row[4],
        isCleared: row[6], isUnique: isPrimary || isUnique,
        isKey: isPrimary || isUnique && isNotNull && parent == Self.root)
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
    var found = keys.filter { $0.isKey && $0.parent == Self.root && $0.parentColumn.lowercased() == "id" }
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
}
