import Foundation
import GRDB
import TestSupport
import Testing

/// A throwaway queue for the smoke run, and a home from which the program opens it.
struct SmokeQueue {
  enum Database: String, CaseIterable, Sendable {
    case own = "triggertop's own file"
    case django = "Django's file"
    case djangoPostgres = "Django's PostgreSQL"
    case migratedPostgres = "PostgreSQL with triggertop's tables"

    var isPostgres: Bool { self == .djangoPostgres || self == .migratedPostgres }
    var hasSideTables: Bool { self == .own || self == .migratedPostgres }
  }

  enum Content: String, CaseIterable, Sendable { case empty, full, hostile }

  let home: Workspace
  /// As the program's argument.
  let address: String
  /// With a handler for `job` alone, so that what is processed is little.
  let environment: [String: String]

  init(_ database: Database, _ content: Content) async throws {
    home = try Workspace()
    try home.write("[handlers.job]\ncommand = [\"true\"]\n", to: "config/triggertop/config.toml")
    let server = database.isPostgres ? try await PostgresServer.shared() : nil
    if let server {
      address = try await server.freshDatabase(named: "smoke")
    } else {
      address = home.path(database == .own ? "data/triggertop/queue.sqlite3" : "db.sqlite3")
    }
    environment = home.environment.merging(database == .own ? [:] : ["DATABASE_URL": address]) { $1 }
    switch database {
    case .own: _ = try await home.triggertop("fire", "job")
    case .django: try DjangoFile.create(at: address)
    case .djangoPostgres: break
    case .migratedPostgres: _ = try await home.triggertop("migrate", environment: environment)
    }
    for statement in SmokeRows(database).statements(content) {
      if let server {
        try await server.execute(statement, at: address)
      } else {
        try await DatabaseQueue(path: address).write { try $0.execute(sql: statement) }
      }
    }
  }
}

extension SmokeQueue.Database: CustomTestStringConvertible {
  var testDescription: String { rawValue }
}
