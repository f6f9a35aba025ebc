import Foundation
import GRDB

/// A queue as years of an application leave it, on either database; SQL may be asked of it past all code under test.
///
/// It is made once a test process, in some ten seconds, and copied for each test.
public struct UntidyQueue: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case postgres, sqlite
  }

  public let kind: Kind
  /// What `triggertop --database` is given.
  public let address: String
  public let home: Workspace
  private let server: PostgresServer?

  /// A copy of its own, with side tables, at home in a workspace of its own.
  public static func fresh(_ kind: Kind) async throws -> UntidyQueue {
    let home = try Workspace()
    switch kind {
    case .postgres:
      let server = try await PostgresServer.shared()
      let address = try await server.copy(of: postgresTemplate.value)
      return UntidyQueue(kind: kind, address: address, home: home, server: server)
    case .sqlite:
      let path = home.path("untidy.sqlite3")
      try FileManager.default.copyItem(atPath: try await sqliteTemplate.value.path("untidy.sqlite3"), toPath: path)
      return UntidyQueue(kind: kind, address: path, home: home, server: nil)
    }
  }

  /// A query's rows, each value as text.
  public func sql(_ statement: String) async throws -> [[String?]] {
    if let server { return try await server.execute(statement, at: address) }
    var configuration = Configuration()
    configuration.readonly = true
    return try await DatabaseQueue(path: address, configuration: configuration).read { db in
      try Row.fetchAll(db, sql: statement).map { row in
        row.databaseValues.map { $0.isNull ? nil : String(describing: $0.storage.value ?? "") }
      }
    }
  }

  /// The one number that a statement answers.
  public func number(_ statement: String) async throws -> Int {
    guard let text = try await sql(statement).first?.first ?? nil, let number = Int(text) else {
      throw ServerFailure(description: "Not a number: \(statement)")
    }
    return number
  }

  /// A time before now in this database's own words, for comparisons in `sql`.
  public func ago(_ duration: Duration) -> String {
    switch kind {
    case .postgres: "now() - interval '\(duration.components.seconds) seconds'"
    case .sqlite: "strftime('%Y-%m-%d %H:%M:%f', 'now', '-\(duration.components.seconds) seconds')"
    }
  }

  private static let postgresTemplate = Task {
    let server = try await PostgresServer.shared()
    let address = try await server.freshDatabase(named: "untidy", schema: .identity)
    let base = Int(Date().timeIntervalSince1970)
    let tables = UntidyTables(dialect: .postgres)
    for statement in tables.tables + UntidyRows(dialect: .postgres, base: base).statements + tables.contents {
      try await server.execute(statement, at: address)
    }
    try await migrate(address)
    try await server.execute(tables.attempts(base: base), at: address)
    try await server.execute("VACUUM ANALYZE", at: address)
    return address
  }

  private static let sqliteTemplate = Task {
    let home = try Workspace()
    let path = home.path("untidy.sqlite3")
    let base = Int(Date().timeIntervalSince1970)
    let tables = UntidyTables(dialect: .sqlite)
    let queue = try DatabaseQueue(path: path)
    let schema = [DjangoFile.tables, DjangoFile.childTable] + tables.tables
    try await queue.write { db in
      for statement in schema + UntidyRows(dialect: .sqlite, base: base).statements + tables.contents {
        try db.execute(sql: statement)
      }
    }
    try await migrate(path)
    try await queue.write { db in try db.execute(sql: tables.attempts(base: base) + "; ANALYZE") }
    try queue.close()
    return home
  }

  private static func migrate(_ address: String) async throws {
    let run = try await Workspace().triggertop("migrate", "--database", address)
    guard run.status == 0 else { throw ServerFailure(description: run.errors) }
  }
}
