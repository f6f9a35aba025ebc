import Foundation
import GRDB
import TestSupport
import Testing
import TriggerCore

@testable import TriggerSQLite

@Suite("A file that changes under us")
struct ReplacedFileTests {
  private let directory: TemporaryDirectory
  private let path: String
  private let store: SQLiteStore

  init() async throws {
    directory = try TemporaryDirectory()
    path = directory.file("queue.sqlite")
    store = SQLiteStore(path: path, mode: .createIfMissing)
    try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    _ = try await store.page(PageQuery(), now: nil)
  }

  /// What reading and writing are refused with.
  private func refusals() async -> [String] {
    let read = await #expect(throws: StoreError.self) { _ = try await store.page(PageQuery(), now: nil) }
    let written = await #expect(throws: StoreError.self) { try await store.fire([NewTrigger(type: "x")], now: nil) }
    #expect(read?.fault == .passing && written?.fault == .passing)
    return [read, written].compactMap { $0?.description }
  }

  @Test("Another under its name is neither read nor written, until the old one is back")
  func replaced() async throws {
    let backup = directory.file("backup.sqlite")
    let other = SQLiteStore(path: backup, mode: .createIfMissing)
    try await other.fire([NewTrigger(type: "other")], now: nil)
    try FileManager.default.moveItem(atPath: path, toPath: directory.file("old.sqlite"))
    try FileManager.default.moveItem(atPath: backup, toPath: path)
    for sentence in await refusals() {
      #expect(sentence.contains("\(path) was replaced by another") && sentence.contains("open the queue anew"))
    }
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: directory.file("old.sqlite"), toPath: path)
    #expect(try await store.page(PageQuery(), now: nil).rows.map(\.record.type) == ["pay_bill"])
  }

  /// A queue of one trigger of this type in a file that holds all of it.
  private func other(_ name: String) async throws -> String {
    let other = try DatabaseQueue(path: directory.file(name))
    try await other.write { db in
      try Schema.createQueue(db)
      try db.execute(
        sql: """
          INSERT INTO djtriggers_trigger (id, trigger_type, date_received, number_of_tries)
          VALUES (77, 'other', '2026-11-27 10:00:00', 0)
          """)
    }
    try other.close()
    return directory.file(name)
  }

  /// What whoever opens the file now finds in it.
  private func types(in path: String) async throws -> [String] {
    let opened = try DatabaseQueue(path: path)
    defer { try? opened.close() }
    return try await opened.read { db in
      #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
      return try String.fetchAll(db, sql: "SELECT trigger_type FROM djtriggers_trigger ORDER BY id")
    }
  }

  @Test("What its log holds goes into the file that was open, not into the one that took its name")
  func log() async throws {
    let (backup, old) = (try await other("backup.sqlite"), directory.file("old.sqlite"))
    try FileManager.default.moveItem(atPath: path, toPath: old)
    try FileManager.default.moveItem(atPath: backup, toPath: path)
    for sentence in await refusals() { #expect(sentence.contains("by another while it was open; open the queue anew")) }
    #expect(try await types(in: path) == ["other"])
    #expect(try await types(in: old) == ["pay_bill"])
    for sentence in await refusals() { #expect(sentence.contains("by another while it was open; open the queue anew")) }
  }

  @Test("Nor into one that takes the name later")
  func later() async throws {
    let backup = try await other("backup.sqlite")
    try FileManager.default.removeItem(atPath: path)
    for sentence in await refusals() { #expect(sentence.contains("put it back, or open the queue anew")) }
    try FileManager.default.moveItem(atPath: backup, toPath: path)
    #expect(try await types(in: path) == ["other"])
  }

  @Test("A log that came with the other file stays")
  func foreignLog() async throws {
    let other = try DatabaseQueue(path: try await other("backup.sqlite"))
    try await other.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    try await other.write { try $0.execute(sql: "UPDATE djtriggers_trigger SET trigger_type = 'late'") }
    for part in ["", "-wal", "-shm"] {
      try FileManager.default.moveItem(atPath: path + part, toPath: directory.file("old.sqlite") + part)
      try FileManager.default.copyItem(atPath: directory.file("backup.sqlite") + part, toPath: path + part)
    }
    for sentence in await refusals() { #expect(sentence.contains("open the queue anew")) }
    #expect(try await types(in: path) == ["late"])
    try other.close()
  }

  @Test("A log is left, and that is told, where somebody has the other file open or nothing could save what it holds")
  func leftLog() async throws {
    let backup = try await other("backup.sqlite")
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let user = try DatabaseQueue(path: backup, configuration: configuration)
    try await user.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN; SELECT count(*) FROM djtriggers_trigger")
    }
    _ = rename(backup, path)
    for sentence in await refusals() { #expect(sentence.contains("move \(path)-wal and \(path)-shm away")) }
    #expect(FileManager.default.fileExists(atPath: path + "-wal"))
    try await user.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    for sentence in await refusals() { #expect(sentence.contains("while it was open; open the queue anew")) }
    #expect(try await types(in: path) == ["other"])
    try user.close()
  }

  @Test("Where a link leads to another file by now, the log stays with the one that keeps its name")
  func link() async throws {
    let (link, backup) = (directory.file("link.sqlite"), try await other("backup.sqlite"))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let linked = SQLiteStore(path: link)
    try await linked.fire([NewTrigger(type: "linked")], now: nil)
    try FileManager.default.removeItem(atPath: link)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: backup)
    await #expect(throws: StoreError.self) { try await linked.fire([NewTrigger(type: "x")], now: nil) }
    #expect(try await store.page(PageQuery(), now: nil).rows.map(\.record.type).sorted() == ["linked", "pay_bill"])
  }

  @Test("One that was deleted or moved away is told")
  func deleted() async throws {
    try FileManager.default.removeItem(atPath: path)
    for sentence in await refusals() { #expect(sentence.contains("\(path) was deleted or moved away")) }
  }

  @Test("A write-ahead log that is removed or replaced is told", arguments: [true, false])
  func lostLog(isReplaced: Bool) async throws {
    let log = path + "-wal"
    try #require(FileManager.default.fileExists(atPath: log))
    try FileManager.default.moveItem(atPath: log, toPath: directory.file("old-wal"))
    if isReplaced { try Data().write(to: URL(fileURLWithPath: log)) }
    for sentence in await refusals() { #expect(sentence.contains("\(log) was replaced or removed")) }
  }

  @Test("What another program writes into the file, or its checkpoints, are no replacement")
  func shared() async throws {
    for _ in 0..<3 {
      let other = try DatabaseQueue(path: path)
      try await other.write { try $0.execute(sql: "UPDATE djtriggers_trigger SET source = 'x'") }
      _ = try await other.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      try other.close()
      #expect(try await store.page(PageQuery(), now: nil).rows.count == 1)
    }
  }
}
