import CPostgres

/// Where a PostgreSQL database is, and as whom to log in: anything that libpq takes.
///
/// A URI (`postgresql://…`), `key=value` pairs, or a database's name. What it leaves out comes from the environment
/// (`PGHOST`, `PGSERVICE`, …), the service file and `~/.pgpass`.
public struct PostgresAddress: Sendable {
  /// As given; may hold a password.
  let connectionString: String
  /// The address as a URI, without any secret: fit for screens, logs and errors.
  public let description: String
  /// The address as given, or where that holds a secret, its other parts as `key='value'` pairs: opens the same
  /// database for whom `~/.pgpass` has the password.
  public let withoutSecrets: String
  /// The database's name, where the address or the environment gives one.
  public let database: String?
  /// The service file's entry that says where it is.
  public let service: String?

  /// Reads an address without connecting; an empty one means the environment's.
  ///
  /// Throws `PostgresError.invalidAddress`, which never repeats the text, since a password may be anywhere in a text
  /// that cannot be read.
  public init(_ connectionString: String) throws(PostgresError) {
    guard !connectionString.utf8.contains(0) else {
      throw .invalidAddress("The PostgreSQL address holds the character NUL: remove it.")
    }
    try Self.refuseStrayAtSign(connectionString)
    self.connectionString = connectionString
    let given = try Self.parse(connectionString)
    withoutSecrets = given.holdsSecret ? Self.pairs(given.values) : connectionString
    let options = Self.completed(given.values)
    description = Self.describe(options)
    database = options["dbname"]
    service = options["service"]
  }

  /// Libpq's options by keyword, secrets left out.
  private typealias Options = (values: [String: String], holdsSecret: Bool)

  private static func parse(_ text: String) throws(PostgresError) -> Options {
    if text.isEmpty || isDatabaseName(text) { return (text.isEmpty ? [:] : ["dbname": text], false) }
    var message: UnsafeMutablePointer<CChar>?
    defer { PQfreemem(message) }
    guard let parsed = PQconninfoParse(text, &message) else {
      throw .invalidAddress(refusal(message.map { String(cString: $0) } ?? ""))
    }
    return options(of: parsed)
  }

  /// Libpq's reason, without what it quotes: that may hold a password. A name of a parameter is shown.
  private static func refusal(_ message: String) -> String {
    let name = message.firstMatch(of: /invalid (?:URI query parameter|connection option)[: ]+"([A-Za-z_]+)"/)?.1
    if let name {
      return
        "The PostgreSQL address names the parameter \(name), which libpq does not know: leave it out, it is some other program's."
    }
    var reason = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    if let first = reason.firstIndex(of: "\""), let last = reason.lastIndex(of: "\"") {
      reason.replaceSubrange(first...last, with: "…")
    }
    return """
      The PostgreSQL address cannot be read (\(reason); it is not repeated here, since it may hold a password): write \
      postgresql://user@host:5432/database with special characters percent-encoded, or key=value pairs with values in \
      single quotes.
      """
  }

  /// With what the environment adds.
  private static func completed(_ given: [String: String]) -> [String: String] {
    guard given["service"] == nil, let defaults = PQconndefaults() else { return given }
    return given.merging(options(of: defaults).values) { given, _ in given }
  }

  private static func pairs(_ options: [String: String]) -> String {
    options.sorted { $0.key < $1.key }.map { key, value in
      let escaped = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      return "\(key)='\(escaped)'"
    }.joined(separator: " ")
  }

  private static func options(of options: UnsafeMutablePointer<PQconninfoOption>) -> Options {
    defer { PQconninfoFree(options) }
    var values: [String: String] = [:]
    var holdsSecret = false
    var option = options
    while let keyword = option.pointee.keyword {
      // Libpq marks with "*" what must not be shown.
      let isSecret = option.pointee.dispchar.map { $0.pointee == CChar(UInt8(ascii: "*")) } ?? false
      if let value = option.pointee.val, value.pointee != 0 {
        if isSecret { holdsSecret = true } else { values[String(cString: keyword)] = String(cString: value) }
      }
      option += 1
    }
    return (values, holdsSecret)
  }

  /// Libpq takes a text that is neither a URI nor has a "=" for a name.
  private static func isDatabaseName(_ text: String) -> Bool {
    !text.contains("=") && uriBody(text) == nil
  }

  private static func uriBody(_ text: String) -> Substring? {
    for scheme in ["postgresql://", "postgres://"] where text.hasPrefix(scheme) {
      return text.dropFirst(scheme.count)
    }
    return nil
  }

  /// A bare "@" or "/" in a password would make the rest of it part of the host's or the database's name.
  private static func refuseStrayAtSign(_ text: String) throws(PostgresError) {
    guard let body = uriBody(text) else { return }
    let parts = body.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let credentials = parts[0].split(separator: "@", omittingEmptySubsequences: false)
    let path = parts.count > 1 ? parts[1].prefix { $0 != "?" } : ""
    guard credentials.count <= 2, credentials.count == 2 || !path.contains("@") else {
      throw .invalidAddress(
        "The PostgreSQL address has an unexpected “@”: in a user name or password write @ as %40 and / as %2F.")
    }
  }

  private static func describe(_ options: [String: String]) -> String {
    if let service = options["service"] { return "postgresql:///?service=\(encode(service))" }
    let host = options["host"] ?? options["hostaddr"] ?? ""
    let user = options["user"].map { "\(encode($0))@" } ?? ""
    let ports = options["port"] ?? ""
    let isUsualPort = ports.split(separator: ",").allSatisfy { $0 == "5432" }
    let port = isUsualPort ? "" : ":\(encode(ports))"
    let database = (options["dbname"] ?? options["user"]).map(encode) ?? ""
    let isSocket = host.hasPrefix("/") || host.hasPrefix("@")
    return isSocket
      ? "postgresql://\(user)\(port)/\(database)?host=\(encode(host))"
      : "postgresql://\(user)\(encode(host))\(port)/\(database)"
  }

  /// Percent-encodes what would change the meaning of a URI or of a terminal's line.
  private static func encode(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      if isPlain || "-._~,:[]/".unicodeScalars.contains(scalar) { return String(scalar) }
      return String(scalar).utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }.joined()
  }
}

extension PostgresAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var debugDescription: String { description }

  /// Keeps the password out of `dump`.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
