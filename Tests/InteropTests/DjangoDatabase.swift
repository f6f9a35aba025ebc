import Foundation
import TestSupport
import TriggerCore
import TriggerPostgres
import TriggerSQLite

/// A database as the migrations of Django and django-triggers leave it; made once of each kind, then copied.
struct DjangoDatabase: Sendable {
  enum Kind: String, Sendable {
    case sqlite
    /// Django since 4.1.
    case identity
    /// Django before 4.1.
    case serial
    /// A project whose default key is `BigAutoField`.
    case bigint

    static let onPostgres: [Kind] = [.identity, .serial, .bigint]

    var python: PythonEnvironment { self == .serial ? .django40 : .django42 }
  }

  let kind: Kind
  /// A project whose settings find it.
  let project: PythonProject
  /// The file or the URL.
  let address: String
  let store: any TriggerStore
  private let directory: TemporaryDirectory?

  static func fresh(_ kind: Kind) async throws -> DjangoDatabase {
    switch kind {
    case .sqlite: try await copyOfFile()
    case .identity: try await copy(of: identity.value, kind)
    case .serial: try await copy(of: serial.value, kind)
    case .bigint: try await copy(of: bigint.value, kind)
    }
  }

  /// As Django's settings name it.
  var name: String { kind == .sqlite ? address : String(address.split(separator: "/").last ?? "") }

  /// Another with the same rows; nobody may be connected to this one.
  func copy() async throws -> DjangoDatabase {
    guard kind != .sqlite else { return try Self.copyOfFile(address) }
    return try await Self.copy(of: name, kind)
  }

  private static let file = Task {
    let directory = try TemporaryDirectory()
    let path = directory.file("db.sqlite3")
    try await PythonProject(environment: ["SQLITE_PATH": path]).migrate()
    return directory
  }

  private static let identity = Task { try await migrated(.identity) }
  private static let serial = Task { try await migrated(.serial) }
  private static let bigint = Task { try await migrated(.bigint) }

  private static func copyOfFile() async throws -> DjangoDatabase {
    try await copyOfFile(file.value.file("db.sqlite3"))
  }

  private static func copyOfFile(_ template: String) throws -> DjangoDatabase {
    let directory = try TemporaryDirectory()
    let path = directory.file("db.sqlite3")
    try FileManager.default.copyItem(atPath: template, toPath: path)
    return DjangoDatabase(
      kind: .sqlite, project: PythonProject(environment: ["SQLITE_PATH": path]), address: path,
      store: SQLiteStore(path: path), directory: directory)
  }

  private static func copy(of template: String, _ kind: Kind) async throws -> DjangoDatabase {
    let server = try await PostgresServer.shared()
    let url = try await server.copy(of: template, named: "\(kind)")
    let name = url.split(separator: "/").last.map(String.init) ?? ""
    return DjangoDatabase(
      kind: kind, project: project(name, on: server, kind), address: url, store: try PostgresStore(url), directory: nil)
  }

  /// - Returns: the name of a migrated database.
  private static func migrated(_ kind: Kind) async throws -> String {
    let server = try await PostgresServer.shared()
    let name = "django_\(kind)"
    try await server.execute("CREATE DATABASE \"\(name)\"", at: server.url(database: "postgres"))
    try await project(name, on: server, kind).migrate()
    return name
  }

  static func project(_ name: String, on server: PostgresServer, _ kind: Kind) -> PythonProject {
    PythonProject(
      python: kind.python,
      environment: [
        "PGHOST": "127.0.0.1", "PGPORT": "\(server.port)", "PGUSER": "postgres", "PGDATABASE": name,
        "AUTO_FIELD": kind == .bigint ? "django.db.models.BigAutoField" : "django.db.models.AutoField",
      ])
  }
}
