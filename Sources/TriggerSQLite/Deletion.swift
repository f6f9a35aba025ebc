import GRDB
import TriggerCore

/// Removes a trigger with all that hangs on it: rows that refer to it, the deepest first, and side rows.
struct Deletion {
  private let db: Database
  private let dependents: [(table: String, condition: String)]
  private let sideTables: [String]

  init(_ db: Database) throws {
    self.db = db
    dependents = try ForeignKeys(db).dependents()
    sideTables =
      try db.sideTables == nil ? [] : ["triggertop_claim", "triggertop_attempt", "triggertop_payload"]
  }

  /// What goes with the trigger, for the journal.
  func rows(of id: TriggerID) throws -> [(table: String, rows: [DataValue])] {
    let payload = sideTables.filter { $0 == "triggertop_payload" }.map {
      ($0, "trigger_id IN (SELECT value FROM json_each(?))")
    }
    return try (dependents + payload).compactMap { table, condition in
      let sql = "SELECT * FROM \(table.quotedDatabaseIdentifier) WHERE \(condition)"
      let rows = try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [[id].json]).map { row in
        DataValue.object(row.map { .init($0, DataValue(stored: $1, declared: "")) })
      }
      return rows.isEmpty ? nil : (table, rows)
    }
  }

  func delete(_ id: TriggerID) throws {
    for (table, condition) in dependents {
      let sql = "DELETE FROM \(table.quotedDatabaseIdentifier) WHERE \(condition)"
      try db.cachedStatement(sql: sql).execute(arguments: [[id].json])
    }
    for table in sideTables {
      try db.cachedStatement(sql: "DELETE FROM \(table) WHERE trigger_id = ?").execute(arguments: [id])
    }
    try db.cachedStatement(sql: "DELETE FROM djtriggers_trigger WHERE id = ?").execute(arguments: [id])
  }
}
