import Foundation
import TriggerPostgres

/// Where a queue lies, as a user writes it.
enum QueueAddress: Hashable, Sendable {
  /// A file's path.
  case sqlite(path: String)
  /// A libpq URI or key=value string.
  case postgres(conninfo: String)

  /// Reads a path, `sqlite:PATH`, a libpq URI or a libpq key=value string.
  ///
  /// White space around it, such as the newline of a file that a variable was read from, is none of it.
  ///
  /// - Throws: `Failure` for a scheme that no driver here knows.
  init(_ text: String) throws {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
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
  private static var conninfoKeys: Set<String> {
    [
      "application_name", "channel_binding", "client_encoding", "connect_timeout", "dbname", "gssencmode", "host",
      "hostaddr", "options", "passfile", "password", "port", "service", "sslcert", "sslkey", "sslmode", "sslrootcert",
      "target_session_attrs", "user",
    ]
  }

  fileprivate var startsWithConninfoKey: Bool {
    firstMatch(of: /^\s*([A-Za-z_]+)\s*=/).map { Self.conninfoKeys.contains($0.1.lowercased()) } ?? false
  }
}

extension QueueAddress {
  /// What opens the same queue, without a password: libpq then looks for one in `~/.pgpass`. Nil where the text can't
  /// be read, or looks like an address that was meant for somebody else: a password may be anywhere in it.
  var withoutSecrets: String? {
    switch self {
    case .postgres(let conninfo): (try? PostgresAddress(conninfo))?.withoutSecrets
    case .sqlite(let path): path.contains(/:\/\/|(?i)password/) ? nil : path
    }
  }
}

extension Configuration {
  /// What `--database` takes to open the same queue, without a password; nil where that can't be told.
  var databaseArgument: String? {
    guard let text = database.value else { return try? QueueOpener(self).ownPath }
    return (try? QueueAddress(text))?.withoutSecrets
  }
}
