/// One row of a result; it keeps the whole result in memory.
public struct PostgresRow: Sendable {
  let result: PostgresResult
  let index: Int

  /// The value at a column's position, from 0: the cheapest way through many rows.
  ///
  /// Throws `PostgresError.unexpectedResult` for NULL read as a type that is not optional, and for another type.
  public func get<Value: PostgresDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    guard result.columnIndices.contains(column) else {
      throw .unexpectedResult("The result has no column number \(column).")
    }
    let value = PostgresColumnValue(field: result.field(row: index, column: column))
    guard let decoded = Value(postgres: value) else {
      let found = value.isNull ? "NULL" : "of type number \(value.field.type.number)"
      throw .unexpectedResult("Column \(result.name(ofColumn: column)) is \(found), not \(type).")
    }
    return decoded
  }

  /// The value of the first column of that name.
  public func get<Value: PostgresDecodable>(
    _ column: String, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    try get(result.position(of: column), as: type)
  }
}
