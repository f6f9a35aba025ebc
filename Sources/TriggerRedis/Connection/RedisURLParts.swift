/// A URL taken apart and percent-decoded, before it is known what the parts mean.
struct RedisURLParts {
  let scheme: String
  private(set) var user: String?
  private(set) var password: String?
  private(set) var host = ""
  private(set) var port: Int32?
  let path: String
  private(set) var query: [String: String] = [:]

  init(_ url: String) throws(RedisError) {
    guard let separator = url.firstRange(of: "://") else {
      throw .invalidAddress("The Redis URL must begin with redis:// or unix://.")
    }
    scheme = url[..<separator.lowerBound].lowercased()
    let (location, options) = Self.split(url[separator.upperBound...], at: "?")
    // The last "@" before the query ends the login, so that one in the password does no harm.
    let authority: Substring
    if let at = location.lastIndex(of: "@") {
      let (user, password) = Self.split(location[..<at], at: ":")
      self.user = user.isEmpty ? nil : try Self.decode(user)
      self.password = try password.map(Self.decode)
      authority = location[location.index(after: at)...]
    } else {
      authority = location
    }
    let slash = authority.firstIndex(of: "/") ?? authority.endIndex
    path = try Self.decode(authority[slash...])
    try readHost(authority[..<slash])
    for option in (options ?? "").split(separator: "&") {
      let (name, value) = Self.split(option, at: "=")
      query[try Self.decode(name)] = try Self.decode(value ?? "")
    }
  }

  private mutating func readHost(_ text: Substring) throws(RedisError) {
    let isBracketed = text.hasPrefix("[")
    let end = isBracketed ? text.firstIndex(of: "]") : text.firstIndex(of: ":") ?? text.endIndex
    guard let end else { throw .invalidAddress("The Redis URL has “[” without “]” around its host.") }
    host = try Self.decode(isBracketed ? text[..<end].dropFirst() : text[..<end])
    let rest = isBracketed ? text[end...].dropFirst() : text[end...]
    guard !rest.isEmpty else { return }
    guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else {
      throw .invalidAddress(
        """
        The Redis URL has no valid port: write redis://user:password@host:6379/0, with special characters \
        percent-encoded.
        """)
    }
    self.port = Int32(port)
  }

  private static func split(_ text: Substring, at separator: Character) -> (Substring, Substring?) {
    guard let index = text.firstIndex(of: separator) else { return (text, nil) }
    return (text[..<index], text[text.index(after: index)...])
  }

  private static func decode(_ text: Substring) throws(RedisError) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        throw .invalidAddress("The Redis URL has a “%” without two hexadecimal digits behind it: write % as %25.")
      }
      rest = rest.dropFirst(2)
      bytes.append(value)
    }
    guard !bytes.contains(0) else { throw .invalidAddress("The Redis URL holds the character NUL: remove it.") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Percent-encodes what would change the meaning of a URL or of a terminal's line.
  static func encode(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      if isPlain || "-._~/".unicodeScalars.contains(scalar) { return String(scalar) }
      return String(scalar).utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }.joined()
  }
}
