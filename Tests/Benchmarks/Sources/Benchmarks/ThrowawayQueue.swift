import TestSupport
import TriggerCore
import TriggerPostgres
import TriggerSQLite

/// A database with django-triggers' tables, made ready for one piece of work, and an empty Redis database.
struct ThrowawayQueue {
  private enum Place {
    case server(PostgresServer, url: String)
    case file(TemporaryDirectory, path: String)
  }

  let redisURL: String
  private let place: Place

  init(for work: Work, count: Int) async throws {
    redisURL = try await RedisServer.shared().freshDatabase()
    place = work.isOnFile ? try await Self.newFile() : try await Self.newDatabase()
    if let preparation = work.preparation(count) { try await execute(preparation) }
    // Neither side is to pay for the other's dirty pages.
    let upkeep = work.isOnFile ? ["ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"] : ["VACUUM ANALYZE", "CHECKPOINT"]
    for statement in upkeep { try await execute(statement) }
  }

  private static func newDatabase() async throws -> Place {
    let server = try await PostgresServer.shared()
    return .server(server, url: try await server.freshDatabase(named: "bench"))
  }

  private static func newFile() async throws -> Place {
    let directory = try TemporaryDirectory()
    let path = directory.file("queue.sqlite3")
    _ = try await SQLiteStore(path: path, mode: .createIfMissing).facts()
    return .file(directory, path: path)
  }

  /// As `sqlite:PATH` where it is a file.
  var databaseURL: String {
    switch place {
    case .server(_, let url): url
    case .file(_, let path): "sqlite:\(path)"
    }
  }

  /// With triggertop's side tables, and connected: as an application that is already at work.
  func store() async throws -> any TriggerStore & TriggerCleaning {
    switch place {
    case .server(_, let url):
      let store = try PostgresStore(url)
      _ = try await store.migrate(dryRun: false)
      _ = try await store.facts()
      return store
    case .file(_, let path):
      let store = SQLiteStore(path: path)
      _ = try await store.facts()
      return store
    }
  }

  func close(_ store: any TriggerStore) async { await (store as? PostgresStore)?.close() }

  /// How far PostgreSQL has written ahead, in bytes; 0 on a file.
  func writtenAhead() async throws -> Double {
    guard case .server = place else { return 0 }
    return Double(try await execute("SELECT pg_current_wal_insert_lsn() - '0/0'")) ?? .nan
  }

  /// - Throws: where not all of the work was done.
  func check(_ work: Work, count: Int, by side: String) async throws {
    let done = try await execute(work.proof(count))
    guard done == "\(count)" else {
      throw BenchmarkFailure(description: "\(work.name): \(side) did \(done) of \(count).")
    }
  }

  /// Past all code under test.
  /// - Returns: the first value of what the last statement answers.
  @discardableResult
  private func execute(_ sql: String) async throws -> String {
    switch place {
    case .server(let server, let url): try await server.execute(sql, at: url).first?.first.flatMap(\.self) ?? ""
    case .file(_, let path): try await DirectSQLite.number(sql, at: path).map(String.init) ?? ""
    }
  }
}
