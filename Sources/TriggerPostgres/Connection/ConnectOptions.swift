import BlockingIO
import CPostgres
import Glibc

/// How a connection is to be made: what the address says, then a service file, then the environment, and for what none
/// of them says, what suits a program that runs for weeks.
struct ConnectOptions {
  /// For libpq, in its order of precedence: what the address says goes before the first, the last goes before all.
  let parameters: [(keyword: String, value: String)]
  /// Whether time may run out on one way to the server while another is left, or none does.
  let limitsEachWay: Bool

  /// Where there are several hosts, one that does not answer may cost no more than this.
  private static let secondsPerHost = 3
  /// A peer that is gone, or a router on the way that forgot the connection, is noticed within a minute.
  private static let liveness = [
    ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
  ]

  /// - Parameter deadline: by which the caller leaves; no way to the server is waited for much longer.
  init(_ address: PostgresAddress, until deadline: Deadline) {
    let given = [
      ("fallback_application_name", "triggertop"), ("dbname", address.connectionString), ("client_encoding", "UTF8"),
    ]
    let known = Self.resolved(given)
    let hosts = ["host", "hostaddr"].map { known[$0]?.split(separator: ",").count ?? 0 }.max() ?? 0
    let seconds = known["connect_timeout"].flatMap { Int($0) } ?? (hosts > 1 ? Self.secondsPerHost : 0)
    // Libpq waits for two at least; zero or less is for ever.
    let rest = Int(deadline.remainingMilliseconds / 1000) + 1
    limitsEachWay = seconds > 0
    parameters =
      given + Self.liveness.filter { known[$0.0] == nil }
      + (limitsEachWay ? [("connect_timeout", "\(min(seconds, rest))")] : [])
  }

  /// What libpq makes of it, without connecting: it looks all up before it refuses an impossible word.
  private static func resolved(_ parameters: [(keyword: String, value: String)]) -> [String: String] {
    let pointer = start(parameters + [("sslmode", "none of all")])
    defer { PQfinish(pointer) }
    guard let options = PQconninfo(pointer) else { return [:] }
    defer { PQconninfoFree(options) }
    let wanted = ["host", "hostaddr", "connect_timeout"] + liveness.map(\.0)
    var values: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword.map({ String(cString: $0) }) {
      if wanted.contains(keyword), let value = option.pointee.val, value.pointee != 0 {
        values[keyword] = String(cString: value)
      }
      option += 1
    }
    return values
  }

  /// Begins to connect; nil without memory.
  func start() -> OpaquePointer? { Self.start(parameters) }

  private static func start(_ parameters: [(keyword: String, value: String)]) -> OpaquePointer? {
    let keywords = parameters.map { strdup($0.keyword) }
    let values = parameters.map { strdup($0.value) }
    defer { (keywords + values).forEach { free($0) } }
    let expandsDatabaseName: Int32 = 1
    return PQconnectStartParams(
      keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], expandsDatabaseName)
  }
}
