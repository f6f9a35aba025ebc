import GRDB
import GRDBSQLite

/// A prepared statement that runs once for each row of a batch. Straight on SQLite, since GRDB's arguments and rows take
/// longer than the statement itself; only on connections that nothing observes.
///
/// What is bound stays bound from one run to the next.
struct RowStatement {
  private let db: Database
  private let statement: Statement
  private let handle: OpaquePointer

  init(_ db: Database, _ sql: String) throws {
    self.db = db
    statement = try db.cachedStatement(sql: sql)
    handle = statement.sqliteStatement
    sqlite3_reset(handle)
  }

  /// - Parameter index: from 1, as in the statement's text.
  func bind(_ number: Int64?, at index: Int32) {
    if let number { sqlite3_bind_int64(handle, index, number) } else { sqlite3_bind_null(handle, index) }
  }

  func bind(_ text: String?, at index: Int32) {
    guard var text else {
      sqlite3_bind_null(handle, index)
      return
    }
    // SQLITE_TRANSIENT, which Swift does not see: SQLite copies it.
    let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    text.withUTF8 { bytes in
      _ = bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count), copies)
      }
    }
  }

  func bind(_ flag: Bool?, at index: Int32) { bind(flag.map { $0 ? 1 : 0 } as Int64?, at: index) }

  /// Runs what answers no row.
  func run() throws {
    defer { sqlite3_reset(handle) }
    let code = sqlite3_step(handle)
    guard code == SQLITE_DONE else { throw error(code) }
  }

  /// The first row of the answer, nil where there is none.
  func first<Value>(_ body: (RowStatement) throws -> Value) throws -> Value? {
    defer { sqlite3_reset(handle) }
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return try body(self)
    case SQLITE_DONE: return nil
    case let code: throw error(code)
    }
  }

  private func error(_ code: Int32) -> any Error {
    if code & 0xff == SQLITE_INTERRUPT, Task.isCancelled { return CancellationError() }
    return DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_extended_errcode(db.sqliteConnection)),
      message: String(cString: sqlite3_errmsg(db.sqliteConnection)), sql: statement.sql)
  }
}

/// Columns of the row at hand, from 0; nil for NULL.
extension RowStatement {
  /// A value of another kind than the column ought to have: GRDB's rows tell what it is.
  struct Unexpected: Error {}

  func integer(_ column: Int32) throws(Unexpected) -> Int64? {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: return sqlite3_column_int64(handle, column)
    case SQLITE_NULL: return nil
    default: throw Unexpected()
    }
  }

  /// Ends at a NUL, as GRDB's texts do.
  func text(_ column: Int32) throws(Unexpected) -> String? {
    try bytes(column).map { String(cString: $0.baseAddress!) }
  }

  /// Valid until the statement is run again; a NUL stands behind them.
  func bytes(_ column: Int32) throws(Unexpected) -> UnsafeBufferPointer<UInt8>? {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_TEXT:
      guard let start = sqlite3_column_text(handle, column) else { throw Unexpected() }
      return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    case SQLITE_NULL: return nil
    default: throw Unexpected()
    }
  }
}
