import GRDB
import TriggerCore

/// Removes triggers with all that hangs on them: rows that refer to them, the deepest first, and side rows. Rows that may
/// live without a trigger only lose their reference, as Django's SET_NULL does without the database's knowledge.
struct Deletion {
  private let db: Database
  private let dependents: [(table: String, condition: String)]
  private let loose: [(table: String, column: String, condition: String)]
  private let sideTables: [String]

  /// - Parameter map: further tables of types, as far as the catalog bears them out.
  init(_ db: Database, _ map: [String: [OwnTable]] = [:]) throws {
    self.db = db
    dependents = try Self.dependents(db, map)
    loose = try ForeignKeys(db).loose()
    sideTables =
      try db.sideTables == nil ? [] : ["triggertop_claim", "triggertop_attempt", "triggertop_payload"]
  }

  /// Tables and which of their rows hang on triggers, in the order in which they can be deleted.
  /// - Returns: conditions with one parameter, the ids as JSON.
  static func dependents(_ db: Database, _ map: [String: [OwnTable]]) throws -> [(table: String, condition: String)] {
    let keys = try ForeignKeys(db)
    let mapped = map.isEmpty ? [] : try ChildTables(db, map).tables.mappedOnly
    return mapped.compactMap { table, types in
      if keys.lead(to: table.name, by: table.keyColumn) { return nil }
      let types = types.map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: ", ")
      return (
        table.name,
        """
        \(table.keyColumn.quotedIdentifier) IN (SELECT id FROM djtriggers_trigger \
        WHERE id IN (SELECT value FROM json_each(?)) AND trigger_type IN (\(types)))
        """
      )
    } + keys.dependents()
  }

  /// What goes with the trigger, for the journal.
  func rows(of id: TriggerID) throws -> [(table: String, rows: [DataValue])] {
    let payload = sideTables.filter { $0 == "triggertop_payload" }.map {
      ($0, "trigger_id IN (SELECT value FROM json_each(?))")
    }
    return try (dependents + payload).compactMap { table, condition in
      let sql = "SELECT * FROM \(table.quotedIdentifier) WHERE \(condition)"
      let rows = try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [[id].json]).map { row in
        DataValue.object(row.map { .init($0, DataValue(kept: $1)) })
      }
      return rows.isEmpty ? nil : (table, rows)
    }
  }

  /// One statement a table, however many ids.
  /// - Parameter ownRows: rows that no foreign key need lead to, by the triggers they belong to.
  func delete(_ ids: [TriggerID], ownRows: [(table: OwnTable, ids: [TriggerID])] = []) throws {
    // What leads to rows goes after them: references before they are cleared, parents after their children.
    let parents = Set(dependents.map(\.table))
    for rows in ownRows where !parents.contains(rows.table.name) { try delete(rows.table, of: rows.ids) }
    for (table, column, condition) in loose {
      let column = column.quotedIdentifier
      try run("UPDATE \(table.quotedIdentifier) SET \(column) = NULL WHERE \(condition)", ids)
    }
    for (table, condition) in dependents { try delete(from: table, where: condition, ids) }
    for rows in ownRows where parents.contains(rows.table.name) { try delete(rows.table, of: rows.ids) }
    for table in sideTables { try delete(from: table, where: "trigger_id IN (SELECT value FROM json_each(?))", ids) }
    try delete(from: "djtriggers_trigger", where: "id IN (SELECT value FROM json_each(?))", ids)
  }

  private func delete(_ table: OwnTable, of ids: [TriggerID]) throws {
    try delete(from: table.name, where: "\(table.idColumn.quotedIdentifier) IN (SELECT value FROM json_each(?))", ids)
  }

  private func delete(from table: String, where condition: String, _ ids: [TriggerID]) throws {
    try run("DELETE FROM \(table.quotedIdentifier) WHERE \(condition)", ids)
  }

  /// - Parameter sql: with one parameter, the ids as JSON.
  private func run(_ sql: String, _ ids: [TriggerID]) throws {
    try db.cachedStatement(sql: sql).execute(arguments: [ids.json])
  }
}
