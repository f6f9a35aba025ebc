/// An error that the server reported for a statement.
public struct PostgresServerError: Equatable, Sendable {
  /// Five characters that name the kind of error, the same in every language of the server.
  public var sqlState: String
  public var message: String
  public var detail: String?
  public var hint: String?
  public var schema: String?
  public var table: String?
  public var column: String?
  public var constraint: String?

  /// read_only_sql_transaction: a session stays as its database or role was when it was opened, so that only another
  /// one may write.
  static let readOnly = "25006"

  public init(sqlState: String, message: String) {
    self.sqlState = sqlState
    self.message = message
  }
}

extension PostgresServerError: CustomStringConvertible {
  public var description: String {
    let addition = detail.map { ": \($0)" } ?? ""
    return "PostgreSQL says: \(message)\(addition) (\(sqlState))"
  }
}
