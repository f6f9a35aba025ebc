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
  /// Python's connection.
  private let python: DatabaseQueue

  /// A file that triggertop made.
  static func own() async throws -> FileFixture {
    let directory = try TemporaryDirectory()
    let path = directory.file("queue.sqlite")
    let store = SQLiteStore(path: path, mode: .createIfMissing)
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
    let store = SQLiteStore(path: path)
    if migrated { _ = try await store.migrate(dryRun: false) }
    return try FileFixture(store, path: path, in: directory)
  }

  private init(_ store: SQLiteStore, path: String, in directory: TemporaryDirectory) throws {
    self.store = store
    self.path = path
    self.directory = directory
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    python = try DatabaseQueue(path: path, configuration: configuration)
  }

  func another(ownTables: [String: [OwnTable]]) async throws -> any TriggerStore {
    SQLiteStore(path: path, ownTables: ownTables)
  }
  func django() async throws -> any StoreFixture { try await Self.django(migrated: false) }
  func execute(_ sql: String) async throws { try await python.write { try $0.execute(sql: sql) } }
  func literal(_ instant: Instant) -> String { "'\(instant.storedText)'" }
}
