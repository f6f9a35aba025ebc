/// Where a Redis database is, and as whom to log in, in the URLs that redis-py takes.
///
/// `redis://user:password@host:port/database` or `unix://user:password@/path?db=database`; each part but the scheme may
/// be left out, and user, password and database may be given as `username`, `password` and `db` behind a `?`.
public struct RedisAddress: Sendable {
  enum Endpoint: Equatable {
    case tcp(host: String, port: Int32)
    case unix(path: String)
  }

  let endpoint: Endpoint
  let user: String?
  let password: String?
  public let database: Int

  /// Reads a URL without connecting.
  ///
  /// Throws `RedisError.invalidAddress`, which never repeats the URL, since it may hold a password.
  public init(_ url: String) throws(RedisError) {
    let parts = try RedisURLParts(url)
    switch parts.scheme {
    case "redis":
      endpoint = .tcp(host: parts.host.isEmpty ? "localhost" : parts.host, port: parts.port ?? 6379)
    case "unix" where parts.host.isEmpty && !parts.path.isEmpty:
      endpoint = .unix(path: parts.path)
    case "unix":
      throw .invalidAddress("The Redis URL names no socket: write unix:///path/to/redis.sock, with three slashes.")
    case "rediss":
      throw .invalidAddress(
        "TLS to Redis (rediss://) is not supported here: connect through stunnel, or by a Unix socket (unix:///path).")
    default:
      throw .invalidAddress("The Redis URL must begin with redis:// or unix://.")
    }
    let path = parts.scheme == "redis" ? String(parts.path.drop { $0 == "/" }) : ""
    let number = parts.query["db"] ?? (path.isEmpty ? "0" : path)
    guard let database = Int(number), database >= 0 else {
      throw .invalidAddress("The Redis URL names no database by number: write redis://host:6379/0.")
    }
    self.database = database
    user = parts.query["username"] ?? parts.user
    password = parts.query["password"] ?? parts.password
  }
}

extension RedisAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The URL without any secret: fit for screens, logs and errors.
  ///
  /// A user without a password is left out as well, since it may be a password in the wrong place.
  public var description: String {
    let login = password == nil ? "" : user.map { "\(RedisURLParts.encode($0))@" } ?? ""
    switch endpoint {
    case .tcp(let host, let port):
      let host = host.contains(":") ? "[\(host)]" : RedisURLParts.encode(host)
      return "redis://\(login)\(host):\(port)/\(database)"
    case .unix(let path):
      return "unix://\(login)\(RedisURLParts.encode(path))?db=\(database)"
    }
  }

  public var debugDescription: String { description }

  /// Keeps the password out of `dump`.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
