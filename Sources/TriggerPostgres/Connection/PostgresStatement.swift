/// One SQL statement with the values of `$1`, `$2`, …
public struct PostgresStatement: Sendable {
  public var sql: String
  public var parameters: [PostgresValue]
  /// Whether a session keeps it parsed and planned under a name of its own. For what is run again and again with the
  /// same text: each text costs the server some tens of kilobytes until the session ends.
  var isKept = false

  public init(_ sql: String, _ parameters: [PostgresValue] = []) {
    self.sql = sql
    self.parameters = parameters
  }

  /// To be kept.
  static func kept(_ sql: String, _ parameters: [PostgresValue] = []) -> PostgresStatement {
    var statement = PostgresStatement(sql, parameters)
    statement.isKept = true
    return statement
  }
}
