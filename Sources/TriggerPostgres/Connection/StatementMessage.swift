import CPostgres

/// A statement with its parameters in the form that libpq takes, checked before anything is sent.
struct StatementMessage {
  /// Under which the server keeps the statement; nil is not at all.
  let name: String?
  private let sql: String
  private let types: [Oid]
  private let formats: [Int32]
  /// All values one behind the other; a value is a range of it, or nil for NULL.
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>?] = []

  init(_ statement: PostgresStatement, name: String? = nil) throws(PostgresError) {
    guard !statement.sql.utf8.contains(0) else { throw .refused("A statement holds the character NUL: remove it.") }
    guard statement.parameters.count <= 65_535 else {
      throw .refused("A statement has \(statement.parameters.count) parameters; PostgreSQL takes 65535: use arrays.")
    }
    self.name = name
    sql = statement.sql
    types = statement.parameters.map(\.type.number)
    formats = statement.parameters.map { $0.isBinary ? 1 : 0 }
    bytes.reserveCapacity(statement.parameters.reduce(1) { $0 + $1.estimatedSize })
    ranges.reserveCapacity(types.count)
    for parameter in statement.parameters {
      let start = bytes.count
      ranges.append(try parameter.encode(into: &bytes) ? start..<bytes.count : nil)
    }
    // Gives an empty value an address: libpq takes a null pointer for NULL.
    bytes.append(0)
  }

  /// Hands the statement to libpq to be kept under its name, without values; false where the connection has ended.
  func prepare(on connection: OpaquePointer) -> Bool {
    PQsendPrepare(connection, name, sql, Int32(types.count), types) == 1
  }

  /// Hands the statement to libpq, asking for binary results; false where the connection has ended.
  func send(to connection: OpaquePointer) -> Bool {
    withValues { values, lengths in
      if let name {
        PQsendQueryPrepared(connection, name, Int32(ranges.count), values, lengths, formats, 1) == 1
      } else {
        PQsendQueryParams(connection, sql, Int32(ranges.count), types, values, lengths, formats, 1) == 1
      }
    }
  }

  /// Runs the statement and waits for its end, however long that takes; nil where it could not be sent. The caller
  /// clears the result.
  func run(on connection: OpaquePointer) -> OpaquePointer? {
    withValues { values, lengths in
      PQexecParams(connection, sql, Int32(ranges.count), types, values, lengths, formats, 1)
    }
  }

  private func withValues<Value>(_ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32]) -> Value) -> Value {
    bytes.withUnsafeBytes { buffer in
      let base = buffer.bindMemory(to: CChar.self).baseAddress
      return body(
        ranges.map { range in range.flatMap { range in base.map { $0 + range.lowerBound } } },
        ranges.map { Int32($0?.count ?? 0) })
    }
  }
}
