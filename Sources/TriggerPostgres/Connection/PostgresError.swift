/// What can go wrong between this process and PostgreSQL; each describes itself in one sentence without secrets.
///
/// A cancelled task throws Swift's `CancellationError` instead.
public enum PostgresError: Error, Equatable, Sendable {
  /// The connection string cannot be used.
  case invalidAddress(String)
  /// No connection: no such host, refused, no such database, too many clients, still starting.
  case unreachable(String)
  /// The server is there and does not let this user in.
  case authentication(String)
  /// The server refused a statement; the connection goes on.
  case server(PostgresServerError)
  /// The deadline passed. Unless the server gave up in time by itself, the connection is closed with it.
  case timedOut(after: Duration)
  /// The connection ended during the call. Whether the statement took effect is unknown.
  case closed(String)
  /// Not sent to the server, since it could not mean what was asked.
  case refused(String)
  /// A result lacks the column, or holds another type or NULL where a value was asked for.
  case unexpectedResult(String)
}

extension PostgresError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidAddress(let sentence), .unreachable(let sentence), .authentication(let sentence),
      .closed(let sentence), .refused(let sentence), .unexpectedResult(let sentence):
      sentence
    case .server(let error):
      error.description
    case .timedOut(let limit):
      "PostgreSQL did not answer within \(limit)."
    }
  }
}
