import CPostgres

/// The rows that a statement returned, decoded as they are read.
public final class PostgresResult: @unchecked Sendable {  // a PGresult never changes once received, and dies with this
  private let result: OpaquePointer

  /// Takes the result over.
  init(_ result: OpaquePointer) {
    self.result = result
  }

  deinit {
    PQclear(result)
  }

  /// How many rows the statement inserted, updated, deleted or returned.
  public var affectedRows: Int {
    Int(String(cString: PQcmdTuples(result))) ?? 0
  }

  /// What the statement did, such as `UPDATE 3`.
  var commandTag: String {
    String(cString: PQcmdStatus(result))
  }

  /// The first column of that name.
  public func position(of column: String) throws(PostgresError) -> Int {
    let names = columnIndices.map(name(ofColumn:))
    guard let position = names.firstIndex(of: column) else {
      throw .unexpectedResult("The result has no column \(column); it has \(Set(names).sorted()).")
    }
    return position
  }

  func field(row: Int, column: Int) -> PostgresField {
    let (row, column) = (Int32(row), Int32(column))
    let type = PostgresType(number: PQftype(result, column))
    guard PQgetisnull(result, row, column) == 0 else { return PostgresField(type: type, bytes: nil) }
    let bytes = UnsafeRawBufferPointer(
      start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    return PostgresField(type: type, bytes: bytes)
  }

  func name(ofColumn column: Int) -> String {
    PQfname(result, Int32(column)).map { String(cString: $0) } ?? "number \(column)"
  }

  var columnIndices: Range<Int> { 0..<Int(PQnfields(result)) }
}

extension PostgresResult: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { Int(PQntuples(result)) }

  public subscript(index: Int) -> PostgresRow {
    precondition(indices.contains(index), "row \(index) of \(count)")
    return PostgresRow(result: self, index: index)
  }
}
