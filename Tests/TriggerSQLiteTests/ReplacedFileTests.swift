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

  @Test("One that was deleted or moved away is told")
  func deleted() async throws {
    try FileManager.default.removeItem(atPath: path)
    for sentence in await refusals() { #expect(sentence.contains("\(path) was deleted or moved away")) }
  }

  @Test("A write-ahead log that is removed or replaced is told", arguments: [true, false])
  func log(isReplaced: Bool) async throws {
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
