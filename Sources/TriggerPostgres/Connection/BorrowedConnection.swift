import CPostgres

/// The application's own connection, lent for a statement amid its transaction. Blocks the caller's thread.
struct BorrowedConnection {
  private let pointer: OpaquePointer

  /// - Throws: `PostgresError.refused` where texts would arrive as others.
  init(_ pointer: OpaquePointer) throws(PostgresError) {
    let encoding = PQparameterStatus(pointer, "client_encoding").map { String(cString: $0) }
    guard encoding == nil || encoding == "UTF8" || encoding == "SQL_ASCII" else {
      throw .refused("The connection's client_encoding is \(encoding ?? ""); set it to UTF8 before firing triggers.")
    }
    self.pointer = pointer
  }

  func run(_ statement: PostgresStatement) throws(PostgresError) -> PostgresResult {
    guard let result = try StatementMessage(statement).run(on: pointer) else { throw unsent }
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
      return PostgresResult(result)
    default:
      defer { PQclear(result) }
      guard PQstatus(pointer) == CONNECTION_OK else { throw unsent }
      throw .server(PostgresServerError(result))
    }
  }

  private var unsent: PostgresError {
    let message = PQerrorMessage(pointer).map { String(cString: $0) } ?? ""
    let sentence = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no reason given"
    return .closed("The application's connection to PostgreSQL can't be used: \(sentence).")
  }
}
