import CPostgres

/// Why a connection could not be opened, read from libpq's message, which is all that it tells.
struct ConnectFailure {
  /// The server's code, where a server answered.
  private(set) var sqlState: String?
  /// Each reason once; several where the name stands for several addresses.
  private(set) var reasons: [String] = []
  var needsPassword = false

  init(_ connection: LibpqConnection) {
    self.init(message: connection.lastMessage)
    needsPassword = PQconnectionNeedsPassword(connection.pointer) == 1
  }

  /// - Parameter message: as libpq writes it with `PQERRORS_VERBOSE`: lines such as
  ///   `connection to server at "db1", port 5432 failed: FATAL:  28P01: password authentication failed for user "a"`.
  init(message: String) {
    let lines = message.split(separator: "\n").map(String.init)
    let failures = lines.compactMap { line in
      line.firstRange(of: "failed: ").map { String(line[$0.upperBound...]) }
    }
    for failure in failures.isEmpty ? Array(lines.prefix(1)) : failures {
      let reason = Self.split(failure)
      sqlState = sqlState ?? reason.sqlState
      if !reasons.contains(reason.text) { reasons.append(reason.text) }
    }
  }

  func error(at address: PostgresAddress) -> PostgresError {
    let why = reasons.isEmpty ? "no reason given" : reasons.joined(separator: "; ")
    if needsPassword {
      return .authentication(
        "PostgreSQL at \(address) asks for a password: give it in PGPASSWORD, in ~/.pgpass or in the address.")
    }
    // 28: invalid authorization; 42501: no permission for the database.
    if let sqlState, sqlState.hasPrefix("28") || sqlState == "42501" {
      return .authentication("PostgreSQL at \(address) refuses the login: \(why).")
    }
    return .unreachable("PostgreSQL at \(address) cannot be reached: \(why).")
  }

  /// Parts `FATAL:  28P01: text` whatever the language of the first word.
  private static func split(_ failure: String) -> (sqlState: String?, text: String) {
    guard let colon = failure.firstRange(of: ":  ") else { return (nil, failure) }
    let rest = failure[colon.upperBound...]
    let code = rest.prefix(5)
    guard code.count == 5, code.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }),
      rest.dropFirst(5).hasPrefix(": ")
    else { return (nil, failure) }
    return (String(code), String(rest.dropFirst(7)))
  }
}
