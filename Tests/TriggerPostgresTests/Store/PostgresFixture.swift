import DriverContracts
import Synchronization
import TestSupport
import TriggerCore
import TriggerPostgres

/// A fresh queue in a schema of its own, which is made faster than a database.
struct PostgresFixture: StoreFixture {
  private static let count = Atomic(0)
  private typealias Database = (url: String, connection: DirectConnection)
  private static let databases = Mutex<[Int: Task<Database, any Error>]>([:])

  let url: String
  let tables: TriggerSchema
  let store: any TriggerStore
  let postgres: PostgresStore
  private let direct: DirectConnection

  /// What our statements call tables and columns.
  private static let ownNames = [
    "t", "x", "c", "d", "g", "i", "j", "k", "m", "n", "o", "p", "q", "r", "s", "u", "w", "y", "ordinal", "before",
    "after", "kind", "result", "type", "name", "due", "turn", "place", "epoch", "received", "content", "rows",
    "lease_until", "started_at", "processor", "host", "forced", "now", "data", "seen_after", "lost", "back", "children",
  ]

  /// - Parameter crowded: the trigger's table has further columns, called as our statements call theirs.
  init(
    _ tables: TriggerSchema = .identity, indexed: Bool = false, crowded: Bool = false, migrated: Bool = true
  ) async throws {
    let number = Self.count.add(1, ordering: .relaxed).newValue
    let schema = "queue_\(number)"
    let database = try await Self.database(ofQueue: number)
    self.tables = tables
    url = "\(database.url)?options=-csearch_path%3D\(schema)"
    direct = DirectConnection(url)
    let columns = Self.ownNames.map { "ADD COLUMN \"\($0)\" text" }.joined(separator: ", ")
    try await database.connection.execute(
      """
      CREATE SCHEMA \(schema); SET search_path = \(schema); \(tables.sql)
      \(crowded ? "ALTER TABLE djtriggers_trigger \(columns)" : "")
      """)
    postgres = try PostgresStore(url)
    store = postgres
    if migrated { _ = try await postgres.migrate(dryRun: false) }
    if indexed { _ = try await postgres.add(.indexes, dryRun: false) }
  }

  /// Shared by a few, and so is the connection that makes their tables: making one takes long, and a catalog of thousands
  /// of tables slows down whoever reads it.
  private static func database(ofQueue number: Int) async throws -> Database {
    let index = number / 16
    let database = databases.withLock { databases in
      let database =
        databases[index]
        ?? Task {
          let url = try await PostgresServer.shared().freshDatabase(named: "stores", schema: nil)
          return (url, DirectConnection(url))
        }
      databases[index] = database
      return database
    }
    return try await database.value
  }

  var largestID: TriggerID { tables == .bigint ? .max : TriggerID(Int32.max) }

  func another(ownTables: [String: [OwnTable]]) async throws -> any TriggerStore {
    try PostgresStore(url, options: PostgresOptions(ownTables: ownTables))
  }

  func django() async throws -> any StoreFixture { try await PostgresFixture(tables, migrated: false) }

  func execute(_ sql: String) async throws {
    try await direct.execute(sql)
  }

  /// The first column of each row.
  func texts(_ sql: String) async throws -> [String?] {
    try await direct.execute(sql).map { $0[0] }
  }

  func claims() async throws -> [TriggerID] {
    try await texts("SELECT trigger_id FROM triggertop_claim ORDER BY trigger_id").compactMap {
      $0.flatMap { TriggerID($0) }
    }
  }

  func literal(_ instant: Instant) -> String { "'\(instant.iso8601)'" }
}

extension Instant {
  static let noon = Instant(secondsSince1970: 1_795_435_200)  // 2026-11-23 12:00 UTC
}
