import Foundation
import GRDB
import TestSupport
import Testing
import TriggerCore

@testable import TriggerSQLite

@Suite("Opening a file")
struct OpeningTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test("Making a store touches nothing; its first use makes the file, its directory and all tables")
  func created() async throws {
    let path = directory.file("share/triggertop/queue.sqlite")
    let store = SQLiteStore(path: path, mode: .createIfMissing)
    #expect(!FileManager.default.fileExists(atPath: path))
    let facts = try await store.facts()
    #expect(facts.isOwn)
    #expect(facts.sideTables == Schema.version)
    #expect(facts.name == path)
    #expect(try await store.fire([NewTrigger(type: "pay_bill")], now: nil).count == 1)
    let again = SQLiteStore(path: path, mode: .createIfMissing)
    #expect(try await again.page(PageQuery(), now: nil).rows.count == 1)
    #expect(try await store.migrate(dryRun: true).isEmpty)
  }

  @Test("An empty file, left by a crash, is made into a queue only where making one is allowed")
  func empty() async throws {
    let path = directory.file("empty.sqlite")
    try Data().write(to: URL(fileURLWithPath: path))
    await #expect(throws: StoreError.self) { try await SQLiteStore(path: path).facts() }
    #expect(try await SQLiteStore(path: path, mode: .createIfMissing).facts().isOwn)
  }

  @Test("Many openers at once make one queue", arguments: 1...10)
  func racingCreators(number: Int) async throws {
    let path = directory.file("raced\(number).sqlite")
    let ids = try await withThrowingTaskGroup(of: [TriggerID].self) { group in
      for _ in 0..<6 {
        group.addTask {
          try await SQLiteStore(path: path, mode: .createIfMissing, timeout: .seconds(60)).fire(
            [NewTrigger(type: "pay_bill")], now: nil)
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(ids.sorted() == Array(1...6))
  }

  @Test("Looking at Django's file changes not a byte of it and leaves nothing beside it", arguments: [true, false])
  func unaltered(readOnly: Bool) async throws {
    let path = directory.file("db.sqlite3")
    try DjangoFile.create(at: path)
    try await fire(into: path)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let store = SQLiteStore(path: path, mode: readOnly ? .readOnly : .createIfMissing)
    let facts = try await store.facts()
    #expect(!facts.isOwn && facts.sideTables == nil)
    #expect(facts.readOnlyReason == (readOnly ? "opened read-only" : nil))
    _ = try await store.counts(CountQuery(), now: nil)
    #expect(try await store.page(PageQuery(), now: nil).rows.count == 1)
    _ = try await store.detail(of: 1, now: nil)
    _ = try await store.processors(now: nil)
    _ = try await store.migrate(dryRun: true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["db.sqlite3"])
  }

  @Test("Acting on Django's file leaves its journal mode and its tables as they are")
  func journalMode() async throws {
    let path = directory.file("db.sqlite3")
    try DjangoFile.create(at: path)
    let schema = "SELECT group_concat(sql) || (SELECT * FROM pragma_journal_mode) FROM sqlite_master"
    let before = try await DatabaseQueue(path: path).read { try String.fetchOne($0, sql: schema) }
    try await fire(into: path)
    #expect(try await DatabaseQueue(path: path).read { try String.fetchOne($0, sql: schema) } == before)
  }

  @Test("A store opened read-only refuses to write, whatever is asked")
  func readOnly() async throws {
    let path = directory.file("db.sqlite3")
    try DjangoFile.create(at: path)
    let store = SQLiteStore(path: path, mode: .readOnly)
    let target = Target(TriggerRecord(id: 1, type: "pay_bill", source: nil, received: .now))
    let anna = Operator(name: "anna", host: "web3")
    await #expect(throws: StoreError.self) { try await store.fire([NewTrigger(type: "pay_bill")], now: nil) }
    await #expect(throws: StoreError.self) { try await store.migrate(dryRun: false) }
    await #expect(throws: StoreError.self) { try await store.apply(.delete, to: [target], by: anna, now: nil) }
    #expect(try await store.page(PageQuery(), now: nil).rows.isEmpty)
  }

  @Test("What can't be opened is told in one sentence with the remedy, and can be tried again")
  func errors() async throws {
    let missing = SQLiteStore(path: directory.file("none.sqlite"))
    await #expect(
      throws: StoreError.unreachable(
        "There is no file \(directory.file("none.sqlite")); check the path, or leave it out for your own queue.")
    ) { try await missing.facts() }

    let text = directory.file("notes.txt")
    try Data("This is no database at all, but long enough to look like one.".utf8).write(to: URL(fileURLWithPath: text))
    for mode in [SQLiteStore.Mode.existing, .createIfMissing, .readOnly] {
      await #expect(throws: StoreError.wrongSchema("\(text) is no SQLite database; name another file.")) {
        try await SQLiteStore(path: text, mode: mode).facts()
      }
    }

    await #expect(throws: StoreError.wrongSchema("\(directory.path) is a directory; name the database file in it.")) {
      try await SQLiteStore(path: directory.path).facts()
    }

    let other = directory.file("other.sqlite")
    let queue = try DatabaseQueue(path: other)
    try await queue.write { try $0.execute(sql: "CREATE TABLE notes (id integer)") }
    let store = SQLiteStore(path: other, mode: .createIfMissing)
    let lacks =
      "\(other) has no table djtriggers_trigger; run django-triggers' migrations in it, or name another database."
    await #expect(throws: StoreError.wrongSchema(lacks)) { try await store.facts() }
    try await queue.write { try $0.execute(sql: "CREATE TABLE djtriggers_trigger (id integer, trigger_type text)") }
    let old = """
      \(other): djtriggers_trigger lacks date_processed, date_received, number_of_tries, process_after, source, \
      successful; bring django-triggers' migrations up to date.
      """
    await #expect(throws: StoreError.wrongSchema(old)) { try await store.facts() }
    try await queue.write { try $0.execute(sql: "DROP TABLE djtriggers_trigger") }
    try DjangoFile.create(at: other)
    #expect(try await store.facts().childTables == ["billing_paybill"])
  }

  @Test("A file that somebody keeps locked is given up after the time limit")
  func locked() async throws {
    let path = directory.file("db.sqlite3")
    try DjangoFile.create(at: path)
    var holding = Configuration()
    holding.allowsUnsafeTransactions = true
    let python = try DatabaseQueue(path: path, configuration: holding)
    let store = SQLiteStore(path: path, timeout: .milliseconds(20))
    _ = try await store.facts()
    try await python.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
    await #expect(throws: StoreError.timedOut("\(path) is locked by another program (waited 0.02 seconds); try again."))
    {
      try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    }
    await #expect(throws: StoreError.self) { try await store.page(PageQuery(), now: nil) }
    try await python.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    #expect(try await store.fire([NewTrigger(type: "pay_bill")], now: nil).count == 1)
  }

  @Test("A transaction that a dying program left unfinished is rolled back, as any program would")
  func hotJournal() async throws {
    let path = directory.file("db.sqlite3")
    try DjangoFile.create(at: path)
    try await fire(into: path, count: 500)
    let (copy, journal) = (directory.file("copy.sqlite3"), directory.file("copy.sqlite3-journal"))
    try await DatabaseQueue(path: path).writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA cache_size = 1; BEGIN; UPDATE djtriggers_trigger SET source = hex(randomblob(60))")
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      try FileManager.default.copyItem(atPath: path + "-journal", toPath: journal)
      try db.execute(sql: "ROLLBACK")
    }
    let store = SQLiteStore(path: copy)
    #expect(try await store.page(PageQuery(), now: nil).rows.allSatisfy { $0.record.source == nil })
  }

  private func fire(into path: String, count: Int = 1) async throws {
    try await SQLiteStore(path: path).fire(Array(repeating: NewTrigger(type: "pay_bill"), count: count), now: nil)
  }
}
