/// What can go wrong between this process and Redis; each describes itself in one sentence without secrets.
///
/// A cancelled task throws Swift's `CancellationError` instead.
public enum RedisError: Error, Equatable, Sendable {
  /// The URL cannot be used.
  case invalidAddress(String)
  /// No connection: no such host, refused, no such database, still loading.
  case unreachable(String)
  /// The server is there and does not let this user in.
  case authentication(String)
  /// The server's answer to a command that it refused, such as `WRONGTYPE …`; the connection goes on.
  case server(String)
  /// The deadline passed, and the connection is closed with it.
  case timedOut(after: Duration)
  /// The connection ended during the call. Which commands took effect is unknown.
  case closed(String)
}

extension RedisError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidAddress(let sentence), .unreachable(let sentence), .authentication(let sentence),
      .closed(let sentence):
      sentence
    case .server(let message):
      "Redis says: \(message)"
    case .timedOut(let limit):
      "Redis did not answer within \(limit)."
    }
  }
}
