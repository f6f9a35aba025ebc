import GRDB
import GRDBSQLite
import TriggerCore

extension Database {
  /// SQLite says that the disk is full where a table's ids have run out, too.
  ///
  /// - Throws: `StoreError.failed` that names the table, in the place of that.
  func namingExhaustion<Value>(of name: String, _ body: (Database) throws -> Value) throws -> Value {
    do { return try body(self) } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
      guard let table = exhausted.first(where: { error.sql?.contains($0) ?? false }) else { throw error }
      throw StoreError.failed(
        "The ids of \(table) in \(name) have run out, since \(Int64.max) is or was in use; give that row a lower id, and lower seq of \(table) in sqlite_sequence.",
        .setup)
    }
  }

  /// Tables that never give an id twice and have given the last. Asked past GRDB, which lets nothing through once SQLite
  /// has rolled the transaction back.
  private var exhausted: [String] {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    let sql = "SELECT name FROM sqlite_sequence WHERE seq = 9223372036854775807"
    guard sqlite3_prepare_v2(sqliteConnection, sql, -1, &statement, nil) == SQLITE_OK else { return [] }
    var tables: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      if let name = sqlite3_column_text(statement, 0) { tables.append(String(cString: name)) }
    }
    return tables
  }
}
