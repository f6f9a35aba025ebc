/// Where a queue lies, as a user writes it.
enum QueueAddress: Hashable, Sendable {
  /// A file's path.
  case sqlite(path: String)
  /// A libpq URI or key=value string.
  case postgres(conninfo: String)

  /// Reads a path, `sqlite:PATH`, a libpq URI or a libpq key=value string.
  ///
  /// - Throws: `Failure` for a scheme that no driver here knows.
  init(_ text: String) throws {
    if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") || text.startsWithConninfoKey {
      self = .postgres(conninfo: text)
    } else if text.hasPrefix("sqlite:") {
      self = .sqlite(path: Self.sqlitePath(text.dropFirst("sqlite:".count)))
    } else if let scheme = text.firstMatch(of: /^([A-Za-z][A-Za-z0-9+.\-]*):\/\//) {
      throw Failure(
        .usage, "No driver here opens \(scheme.1)://; give a path, sqlite:PATH, postgresql://… or service=…")
    } else {
      self = .sqlite(path: text)
    }
    if case .sqlite(let path) = self, path.isEmpty {
      throw Failure(.usage, "A database was named by an empty path; give a path, sqlite:PATH or postgresql://…")
    }
  }

  /// After two slashes comes a host, which is empty; what then follows is relative, as in Django's DATABASE_URL:
  /// `sqlite:///db.sqlite3` lies here, `sqlite:////srv/db.sqlite3` there.
  private static func sqlitePath(_ rest: Substring) -> String {
    rest.hasPrefix("///") ? String(rest.dropFirst(3)) : rest.hasPrefix("//") ? String(rest.dropFirst(2)) : String(rest)
  }
}

extension String {
  private static var conninfoKeys: Set<Substring> {
    [
      "application_name", "channel_binding", "client_encoding", "connect_timeout", "dbname", "gssencmode", "host",
      "hostaddr", "options", "passfile", "password", "port", "service", "sslcert", "sslkey", "sslmode", "sslrootcert",
      "target_session_attrs", "user",
    ]
  }

  fileprivate var startsWithConninfoKey: Bool {
    firstMatch(of: /^\s*([a-z_]+)\s*=/).map { Self.conninfoKeys.contains($0.1) } ?? false
  }

  /// The same with every password it holds replaced by `***`: in a URI's user part or query, or in a key=value string.
  var withoutPasswords: String {
    replacing(/(?<scheme>[A-Za-z][A-Za-z0-9+.\-]*:\/\/[^\/\s?#:@]*):[^\/\s]*@/) { "\($0.output.scheme):***@" }
      .replacing(/(?<key>(?:ssl)?password\s*=\s*)(?:'(?:\\.|[^'\\])*'?|[^\s&]+)/) { "\($0.output.key)***" }
  }

  /// The same without any password: libpq then looks for one in `~/.pgpass`.
  fileprivate var leavingPasswordsOut: String {
    replacing(/(?<scheme>[A-Za-z][A-Za-z0-9+.\-]*:\/\/[^\/\s?#:@]*):[^\/\s]*@/) { "\($0.output.scheme)@" }
      .replacing(/(?<before>[?&])password=[^\s&]*&?/) { "\($0.output.before)" }
      .replacing(/\s*password\s*=\s*(?:'(?:\\.|[^'\\])*'?|[^\s&]+)/, with: "")
  }
}

extension Configuration {
  /// What `--database` takes to open the same queue, without a password.
  var databaseArgument: String { database.value?.leavingPasswordsOut ?? QueueOpener(self).ownPath }
}
