import DriverContracts
import GRDB
import TestSupport
import TriggerCore

@testable import TriggerSQLite

/// A queue in a file: triggertop's own, or Django's.
struct FileFixture: StoreFixture {
  let store: any TriggerStore
  let largestID = TriggerID.max
  private let path: String
  private let directory: TemporaryDirectory
  /// Of a lock: nobody here holds one for long, but many may wait for it on a busy machine.
  private static let timeout = Patience.hang
  /// Python's connection.
  private let python: DatabaseQueue

  /// A file that triggertop made.
  static func own() async throws -> FileFixture {
    let directory = try TemporaryDirectory()
    let path = directory.file("queue.sqlite")
    let store = SQLiteStore(path: path, mode: .createIfMissing, timeout: timeout)
    _ = try await store.facts()
    let fixture = try FileFixture(store, path: path, in: directory)
    try await fixture.execute(DjangoFile.childTable)
    return fixture
  }

  /// A file that Django made, with side tables where it was migrated.
  static func django(migrated: Bool) async throws -> FileFixture {
    let directory = try TemporaryDirectory()
    let path = directory.file("db.sqlite3")
    try DjangoFile.create(at: path)
    let store = SQLiteStore(path: path, timeout: timeout)
    if migrated { _ = try await store.migrate(dryRun: false) }
    return try FileFixture(store, path: path, in: directory)
  }

  private init(_ store: SQLiteStore, path: String, in directory: TemporaryDirectory) throws {
    self.store = store
    self.path = path
    self.directory = directory
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.timeout / .seconds(1))
    python = try DatabaseQueue(path: path, configuration: configuration)
  }

  func another(ownTables: [String: [OwnTable]]) async throws -> any TriggerStore {
    SQLiteStore(path: path, timeout: Self.timeout, ownTables: ownTables)
  }
  func django() async throws -> any StoreFixture { try await Self.django(migrated: false) }
  func execute(_ sql: String) async throws { try await python.write { try $0.execute(sql: sql) } }
  func claims() async throws -> [TriggerID] {
    try await python.read { db in
      try TriggerID.fetchAll(db, sql: "SELECT trigger_id FROM triggertop_claim ORDER BY trigger_id")
    }
  }
  func literal(_ instant: Instant) -> String { "'\(instant.storedText)'" }
}
