import GRDB
import TriggerCore

/// The data of triggers: rows of their types' own tables (Django's multi-table inheritance), and payloads.
struct ChildTables {
  static let keyColumn = "trigger_ptr_id"

  struct Entry {
    var data: TriggerData
    /// Nil for a payload.
    var table: String?
  }

  let db: Database

  /// One query a table, and one for the payloads.
  func data(of ids: [TriggerID]) throws -> [TriggerID: Entry] {
    var entries: [TriggerID: Entry] = [:]
    if ids.isEmpty { return entries }
    if try db.sideTables != nil {
      let sql = """
        SELECT p.trigger_id, p.data FROM triggertop_payload p
        JOIN djtriggers_trigger t ON t.id = p.trigger_id AND t.date_received = p.received
        WHERE p.trigger_id IN (SELECT value FROM json_each(?))
        """
      for row in try Row.fetchAll(db, sql: sql, arguments: [ids.json]) {
        let text = String.fromDatabaseValue(row[1]) ?? ""
        let data = TriggerData(json: text) ?? TriggerData(fields: [.init("data", .text(text))])
        entries[row[0]] = Entry(data: data, table: nil)
      }
    }
    for table in try names() {
      for (id, data) in try rows(of: table, ids: ids) { entries[id] = Entry(data: data, table: table) }
    }
    return entries
  }

  /// Tables whose key is a foreign key to the trigger.
  private func names() throws -> [String] {
    try ForeignKeys(db).direct.filter { $0.column == Self.keyColumn }.map(\.table)
  }

  private func rows(of table: String, ids: [TriggerID]) throws -> [(TriggerID, TriggerData)] {
    let declared = try Row.fetchAll(db, sql: "SELECT name, upper(type) FROM pragma_table_info(?)", arguments: [table])
    let types = Dictionary(declared.map { ($0[0] as String, $0[1] as String) }) { first, _ in first }
    let sql = """
      SELECT * FROM \(table.quotedIdentifier) WHERE \(Self.keyColumn) IN (SELECT value FROM json_each(?))
      """
    return try Row.fetchAll(db, sql: sql, arguments: [ids.json]).map { row in
      let fields = row.filter { $0.0 != Self.keyColumn }.map { name, value in
        TriggerData.Field(name, DataValue(stored: value, declared: types[name] ?? ""))
      }
      return (row[Self.keyColumn], TriggerData(fields: fields))
    }
  }
}
