import DriverContracts
import GRDB
import TestSupport
import TriggerCore

@testable import TriggerSQLite

/// A queue in memory, whose stores share its one connection.
struct MemoryFixture: StoreFixture {
  let store: any TriggerStore
  let largestID = TriggerID.max
  private let database: SQLiteDatabase

  init() async throws {
    let store = SQLiteStore.inMemory()
    self.store = store
    database = store.database
    try await execute(DjangoFile.childTable)
  }

  func another(ownTables: [String: [OwnTable]]) async throws -> any TriggerStore {
    SQLiteStore(database, ownTables: ownTables)
  }
  func django() async throws -> any StoreFixture { try await FileFixture.django(migrated: false) }
  func execute(_ sql: String) async throws { try await database.write { try $0.execute(sql: sql) } }
  func claims() async throws -> [TriggerID] {
    try await database.read { db in
      try TriggerID.fetchAll(db, sql: "SELECT trigger_id FROM triggertop_claim ORDER BY trigger_id")
    }
  }
  func literal(_ instant: Instant) -> String { "'\(instant.storedText)'" }
}
