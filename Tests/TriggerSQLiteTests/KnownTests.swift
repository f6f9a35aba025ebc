import GRDB
import TestSupport
import Testing
import TriggerCore

@testable import TriggerSQLite

@Suite("What a store remembers of a file")
struct KnownTests {
  private let directory: TemporaryDirectory
  private let path: String
  private let store: SQLiteStore

  init() async throws {
    directory = try TemporaryDirectory()
    path = directory.file("queue.sqlite")
    store = SQLiteStore(path: path, mode: .createIfMissing)
    try await store.fire(Array(repeating: NewTrigger(type: "pay_bill"), count: 2), now: .noon)
    #expect(try await claim() == 1)
  }

  private func claim() async throws -> Int {
    let request = ClaimRequest(.due(types: ["pay_bill"]), limit: 1, processorID: "p1", lease: .minutes(1))
    return try await store.claim(request, now: .noon).count
  }

  private func execute(_ sql: String) async throws {
    let other = try DatabaseQueue(path: path)
    try await other.write { try $0.execute(sql: sql) }
    try other.close()
  }

  @Test("An index or a table that another program takes away is missed at the next call")
  func schema() async throws {
    try await execute("DROP INDEX \(Schema.dueIndex)")
    #expect(try await claim() == 1)
    try await execute("DROP TABLE triggertop_schema")
    let error = await #expect(throws: StoreError.self) { try await claim() }
    #expect(error == .noSideTables)
  }

  @Test("Tables of a newer version are refused from then on, though their version is only a row")
  func version() async throws {
    try await execute("INSERT INTO triggertop_schema (version, at) VALUES (99, '2026-11-23')")
    let error = await #expect(throws: StoreError.self) { try await claim() }
    #expect(error?.description.contains("of version 99") == true)
  }

  @Test("Commits to an own file are forced to the disk by its checkpoints, those to any other each by itself")
  func synchronous() async throws {
    let (normal, full) = (1, 2)
    let mode: @Sendable (Database) throws -> Int? = { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    #expect(try await store.database.write(mode) == normal)
    for change in ["PRAGMA application_id = 0", "PRAGMA application_id = \(Schema.applicationID)"] {
      try await execute("\(change); CREATE TABLE IF NOT EXISTS django_migrations (id INTEGER PRIMARY KEY)")
      #expect(try await SQLiteStore(path: path).database.write(mode) == full)
    }
  }

  @Test(
    "Times are read by their bytes as by their text",
    arguments: [
      "2026-11-23 12:00:00", "2026-11-23 12:00:00.000001", "1999-12-31 23:59:59.999999", "0001-01-01 00:00:00",
      "0002-01-01 00:00:00", "9999-12-31 23:59:59.999999", "9998-12-31 23:59:59.999999", "2024-02-29 00:00:00",
      "2026-02-29 00:00:00", "2026-11-23 24:00:00", "2026-11-23 12:60:00", "2026-13-01 00:00:00", "2026-11-23T12:00:00",
      "2026-11-23 12:00:00.00000é", "2026-11-23 12:00:0\u{0}", "", "2026-11-23", "2026-11-23 12:00:00+02",
      "+026-11-23 12:00:00",
    ])
  func times(text: String) {
    let byBytes = Array(text.utf8).withUnsafeBufferPointer(Instant.init(storedBytes:))
    #expect(byBytes == nil || byBytes == Instant(stored: text))
    if let instant = Instant(stored: text) { #expect(Instant(stored: instant.storedText) == instant) }
  }

  @Test("What stores write is read by its bytes, and written as before", arguments: 0..<200)
  func written(number: Int64) {
    let instant = Instant(microseconds: (number - 100) * 7_919_000_000_123_457 % 200_000_000_000_000_000)
    let text = instant.storedText
    guard instant.day.map({ (2...9_998).contains($0.year) }) == true else { return }
    #expect(Array(text.utf8).withUnsafeBufferPointer(Instant.init(storedBytes:)) == instant)
    #expect(text == instant.iso8601.replacing("T", with: " ").replacing(/(\.000000)?Z/, with: ""))
  }
}
