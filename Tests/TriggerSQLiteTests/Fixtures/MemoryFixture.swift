import DriverContracts
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
  func literal(_ instant: Instant) -> String { "'\(instant.storedText)'" }
}
