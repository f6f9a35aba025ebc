import GRDB
import TriggerCore

/// The data of triggers: rows of their types' own tables (Django's multi-table inheritance), and payloads.
struct ChildTables {
  let db: Database
  let tables: DataTables

  /// As the catalog was read before.
  init(_ db: Database, known tables: DataTables) { (self.db, self.tables) = (db, tables) }

  /// - Parameter map: tables of types, as far as the catalog bears them out.
  init(_ db: Database, _ map: [String: [OwnTable]]) throws {
    self.db = db
    let keys = try ForeignKeys(db).inherited
    let columns = try Columns(db)
    let inherited = try keys.map { key in
      try columns.table(key.table, key: key.column, parent: key.parent == ForeignKeys.root ? nil : key.parent)
    }
    tables = DataTables(
      inherited: inherited,
      mapped: try map.mapValues { tables in
        try tables.map { own in
          do {
            try own.check(columns: db.declaredColumns(of: own.name))
          } catch let error as StoreError {
            return .failure(.wrongMap(error.description))
          }
          return .success(try columns.table(own.name, key: own.idColumn, parent: nil))
        }
      })
  }

  /// One query a table, one for the payloads and, where any have data, one for the types. Triggers whose data can't be read are left out.
  func data(of ids: [TriggerID]) throws -> [TriggerID: FoundData] {
    try results(of: ids).compactMapValues { try? $0.get() }
  }

  /// - Throws: `StoreError` where the trigger's data can't be read.
  func readableData(of ids: [TriggerID]) throws -> [TriggerID: FoundData] {
    var found: [TriggerID: FoundData] = [:]
    for (id, result) in try results(of: ids) {
      switch result {
      case .success(let data): found[id] = data
      case .failure(let problem): throw problem.error(of: id)
      }
    }
    return found
  }

  /// Of triggers that have data, or whose data can't be read.
  func results(of ids: [TriggerID]) throws -> [TriggerID: Result<FoundData, DataProblem>] {
    if ids.isEmpty { return [:] }
    let payloads = try payloads(of: ids)
    var rows: [TriggerID: [DataTable.ID: [DataTables.Stored]]] = [:]
    for table in tables.all {
      for (id, data) in try self.rows(of: table, ids: ids) {
        rows[id, default: [:]][table.id, default: []].append(data)
      }
    }
    if rows.isEmpty, payloads.isEmpty, tables.areAllSound { return [:] }
    let sql = "SELECT id, trigger_type FROM djtriggers_trigger WHERE id IN (SELECT value FROM json_each(?))"
    var results: [TriggerID: Result<FoundData, DataProblem>] = [:]
    for row in try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [ids.json]) {
      let (id, type) = (row[0] as TriggerID, String.fromDatabaseValue(row[1]) ?? "")
      do throws(DataProblem) {
        results[id] = try tables.data(of: type, rows: rows[id] ?? [:], payload: payloads[id]).map { .success($0) }
      } catch {
        results[id] = .failure(error)
      }
    }
    return results
  }

  private func payloads(of ids: [TriggerID]) throws -> [TriggerID: DataTables.Stored] {
    guard try db.sideTables != nil else { return [:] }
    let sql = """
      SELECT p.trigger_id, p.data FROM triggertop_payload p
      JOIN djtriggers_trigger t ON t.id = p.trigger_id AND t.date_received = p.received
      WHERE p.trigger_id IN (SELECT value FROM json_each(?))
      """
    let pairs = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [ids.json]).map { row in
      (row[0] as TriggerID, Self.payload(row, at: 1))
    }.asArray
    return Dictionary(pairs) { first, _ in first }
  }

  private static func payload(_ row: Row, at index: Int) -> DataTables.Stored {
    guard let text = DataValue.text(row, at: index) else {
      return .failure(.unreadable("the payload has bytes in it that are no UTF-8"))
    }
    return stored { () throws(DataProblem) in try TriggerData(stored: text, in: "the payload") }
  }

  private static func stored(_ body: () throws(DataProblem) -> TriggerData) -> DataTables.Stored {
    do throws(DataProblem) { return .success(try body()) } catch { return .failure(error) }
  }

  private func rows(of table: DataTable, ids: [TriggerID]) throws -> [(TriggerID, DataTables.Stored)] {
    // Compiled each time: a column may have been added, and GRDB keeps the names of a cached statement's.
    let sql = """
      SELECT * FROM \(table.qualifiedName)
      WHERE \(table.keyColumn.quotedIdentifier) IN (SELECT value FROM json_each(?))
      """
    return try Row.fetchCursor(db, sql: sql, arguments: [ids.json]).map { row in
      let data = Self.stored { () throws(DataProblem) in
        var data = TriggerData()
        for (index, name) in row.columnNames.enumerated() where !name.isExactly(table.keyColumn) {
          let kind = table.column(named: name)?.kind ?? .other
          data.fields.append(.init(name, try DataValue(row, at: index, in: kind, of: table.name)))
        }
        return data
      }
      return (row[table.keyColumn] as TriggerID, data)
    }.asArray
  }
}

/// Tables' columns as the catalog describes them.
private struct Columns {
  private let db: Database

  init(_ db: Database) throws { self.db = db }

  func table(_ name: String, key: String, parent: String?) throws -> DataTable {
    let definition =
      try String.fetchOne(
        db, sql: "SELECT lower(sql) FROM sqlite_master WHERE type = 'table' AND name = ?", arguments: [name]) ?? ""
    let sql = "SELECT name, lower(type), \"notnull\", dflt_value IS NOT NULL, pk FROM pragma_table_info(?)"
    let columns = try Row.fetchAll(db, sql: sql, arguments: [name]).filter { $0[0] != key }.map { row in
      let name: String = row[0]
      return DataColumn(
        name, kind(of: name, declared: row[1], definition), isNullable: row[2] == 0, hasDefault: row[3] || row[4] > 0)
    }
    return DataTable(
      name: name, qualifiedName: name.quotedIdentifier, keyColumn: key, parent: parent, columns: columns)
  }

  /// Django declares a UUID as `char(32)`, and JSON as text with a check.
  private func kind(of column: String, declared type: String, _ definition: String) -> DataColumn.Kind {
    if definition.contains("json_valid(\"\(column.lowercased())\")") { return .json }
    // All of SQLite's integers have 64 bits.
    if type.contains("int") { return .integer(.min ... .max) }
    switch type {
    case "blob": return .fixed
    case "char(32)": return .uuid
    default: return DataColumn("", declaration: type, isNullable: true).kind
    }
  }
}
