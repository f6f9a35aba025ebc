import DriverContracts
import GRDB
import TestSupport
import Testing
import TriggerCore

@testable import TriggerSQLite

@Suite("Values that Django never wrote")
struct HostileDataTests {
  private let path: String
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("db.sqlite3")
    try DjangoFile.create(at: path)
  }

  @Test(
    "are told by row and column where a row can't be read; the others are read, and nothing traps",
    arguments: [
      ("date_received", "5"), ("date_received", "'yesterday'"), ("process_after", "x'ff00'"), ("date_processed", "0.5"),
      ("number_of_tries", "'many'"), ("successful", "'maybe'"),
    ])
  func unreadable(column: String, value: String) async throws {
    let store = try await store(with: column, value)
    let other = try await store.fire([NewTrigger(type: "pay_bill")], now: .noon)
    for key in TriggerSort.Key.allCases {
      for direction in [PageQuery.Direction.forward, .backward] {
        let page = try await store.page(PageQuery(sort: TriggerSort(key), direction: direction), now: .noon)
        #expect(page.rows.map(\.id) == other)
        let sentence = page.unreadable.first?.sentence ?? ""
        #expect(page.unreadable.map(\.id) == [1])
        #expect(sentence.hasPrefix("Trigger 1 has ") && sentence.contains(" as \(column),"), "\(sentence)")
      }
    }
    await #expect(throws: StoreError.self) { try await store.detail(of: 1, now: .noon) }
    _ = try await store.counts(CountQuery(), now: .noon)
    _ = try await store.nextDue(types: ["pay_bill"], now: .noon)
    _ = try await store.processors(now: .noon)
    let claims = try await store.claim(
      ClaimRequest(.due(types: ["pay_bill"]), limit: 9, processorID: "p1", lease: .minutes(1)), now: .noon)
    #expect(claims.count <= 2)
  }

  @Test("do not end a search that stops among them")
  func searchGoesOn() async throws {
    let store = try await store(with: "date_received", "'garbage'")
    try await store.fire(Array(repeating: NewTrigger(type: "send_mail"), count: 9), now: .noon)
    try await DatabaseQueue(path: path).write {
      try $0.execute(sql: "UPDATE djtriggers_trigger SET number_of_tries = 'x' WHERE id IN (4, 5)")
    }
    try await store.expectEachRowOnce([2, 3, 6, 7, 8, 9, 10], unreadable: [1, 4, 5], by: [.id], limit: 2, examine: 5)
  }

  @Test(
    "do not keep others of their batch from starting; nothing is due while they are held back",
    arguments: [("process_after", "''"), ("date_received", "'1999'"), ("number_of_tries", "'many'")])
  func starting(column: String, value: String) async throws {
    let store = try await store(with: column, value)
    let other = try await store.fire([NewTrigger(type: "pay_bill")], now: .noon - .minutes(1))
    #expect(try #require(try await store.nextDue(types: ["pay_bill"], now: .noon)) < .noon)
    let claims = try await store.claim(
      ClaimRequest(.due(types: ["pay_bill"]), limit: 9, processorID: "p1", lease: .minutes(1)), now: .noon)
    let started = try await store.recheck(claims, now: .noon)
    #expect(started.filter { $0.dataProblem == nil }.map(\.record.id) == other)
    let problem = try #require(started.first { $0.record.id == 1 }?.dataProblem)
    #expect(problem.description.hasPrefix("Trigger 1 has ") && problem.description.contains(" as \(column),"))
    try await store.release(started.map(\.claim), hold: .minutes(1), now: .noon)
    #expect(try await store.nextDue(types: ["pay_bill"], now: .noon) == nil)
  }

  @Test("are shown as text where text is due", arguments: ["x'ff'", "CAST(x'61ff62' AS TEXT)", "7"])
  func oddText(value: String) async throws {
    let store = try await store(with: "trigger_type", value)
    #expect(try await store.page(PageQuery(), now: .noon).rows.count == 1)
    #expect(try await store.counts(CountQuery(), now: .noon).types.count == 1)
  }

  @Test("A page goes on behind a row whose text is none", arguments: [TriggerSort.Key.type, .source])
  func walk(key: TriggerSort.Key) async throws {
    let column = key == .type ? "trigger_type" : "source"
    let store = try await store(with: column, "x'ff'")
    let values = ["CAST(x'fe' AS TEXT)", "CAST(x'ff' AS TEXT)", "x'61'", "'é'"]
    for (index, value) in values.enumerated() {
      try await store.fire([NewTrigger(type: "a", source: Source(stored: "b"))], now: .noon)
      try await DatabaseQueue(path: path).write {
        try $0.execute(sql: "UPDATE djtriggers_trigger SET \(column) = \(value) WHERE id = \(index + 2)")
      }
    }
    try await store.expectEachRowOnce(Array(1...5), by: [key])
  }

  @Test("Bytes are shown in hexadecimal digits, and no edit turns them into text")
  func bytes() async throws {
    let store = try await store(with: "source", "NULL")
    try await DatabaseQueue(path: path).write { db in
      try db.execute(
        sql: """
          CREATE TABLE photo (
            trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), image BLOB, name varchar(5));
          INSERT INTO photo VALUES (1, x'00ff', 'a')
          """)
    }
    let detail = try #require(try await store.detail(of: 1, now: .noon))
    let data = try #require(detail.data)
    #expect(data["image"] == .text("00ff"))
    for value in [DataValue.text("ff"), .null] {
      let edit = DataEdit(Target(detail.row.record), seen: data, changes: [.init("image", value)])
      await #expect(throws: StoreError.self) {
        try await store.edit(edit, by: Operator(name: "a", host: "b"), now: .noon)
      }
    }
    let edit = DataEdit(Target(detail.row.record), seen: data, changes: [.init("name", .text("b"))])
    #expect(try await store.edit(edit, by: Operator(name: "a", host: "b"), now: .noon) == .done)
    let action = try #require(try await store.actions(limit: 1).first)
    let targets = try await store.changes(of: action.id).map(\.target)
    #expect(
      try await store.apply(.undo(action.id), to: targets, by: Operator(name: "a", host: "b"), now: .noon).entries
        .map(\.result) == [.done])
    #expect(try await store.detail(of: 1, now: .noon)?.data == data)
  }

  @Test("A text that is no UTF-8 is named with its column, and handed to no handler")
  func brokenText() async throws {
    let store = try await store(with: "source", "NULL")
    try await DatabaseQueue(path: path).write { db in
      try db.execute(
        sql: """
          CREATE TABLE note (
            trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), text text, doc json);
          INSERT INTO note VALUES (1, CAST(x'61ff62' AS TEXT), NULL)
          """)
    }
    #expect(try await store.detail(of: 1, now: .noon)?.dataProblem?.contains("text of note") == true)
    try await DatabaseQueue(path: path).write {
      try $0.execute(sql: "UPDATE note SET text = CAST(x'6100e9' AS TEXT), doc = '[1'")
    }
    #expect(try await store.detail(of: 1, now: .noon)?.dataProblem?.contains("text of note") == true)
    try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE note SET text = CAST(x'610062' AS TEXT)") }
    #expect(try await store.detail(of: 1, now: .noon)?.dataProblem?.contains("doc of note is no valid JSON") == true)
    try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE note SET doc = '[1]'") }
    #expect(try await store.detail(of: 1, now: .noon)?.data?["text"] == .text("a\0b"))
  }

  @Test("Where ids need not be unique, it is said at opening; reading works, and nothing else is done")
  func ambiguousIDs() async throws {
    let store = try await store(with: "source", "NULL")
    try await DatabaseQueue(path: path).write { db in
      try db.execute(
        sql: """
          CREATE TABLE copy AS SELECT * FROM djtriggers_trigger;
          INSERT INTO copy SELECT * FROM copy;
          PRAGMA foreign_keys = OFF;
          DROP TABLE djtriggers_trigger;
          ALTER TABLE copy RENAME TO djtriggers_trigger;
          """)
    }
    #expect(try await store.facts().readOnlyReason?.contains("need not be unique") == true)
    let page = try await store.page(PageQuery(), now: .noon)
    #expect(page.rows.map(\.id) == [1, 1])
    #expect(try await store.detail(of: 1, now: .noon) != nil)
    let request = ClaimRequest(.due(types: ["pay_bill"]), limit: 9, processorID: "p1", lease: .minutes(1))
    await #expect(throws: StoreError.self) { try await store.claim(request, now: .noon) }
    await #expect(throws: StoreError.self) { try await store.fire([NewTrigger(type: "a")], now: .noon) }
    let who = Operator(name: "a", host: "b")
    await #expect(throws: StoreError.self) {
      try await store.apply(.delete, to: [Target(page.rows[0].record)], by: who, now: .noon)
    }
  }

  @Test("A column of the map that holds text holds no ids: told in place of the data")
  func textualIDs() async throws {
    try await DatabaseQueue(path: path).write {
      try $0.execute(sql: "CREATE TABLE odd (owner varchar(9) NOT NULL, amount integer NOT NULL)")
    }
    _ = try await store(with: "source", "NULL")
    let store = SQLiteStore(path: path, ownTables: ["pay_bill": [OwnTable("odd", idColumn: "owner")]])
    let problem = try await store.detail(of: 1, now: .noon)?.dataProblem
    #expect(problem?.contains("owner of odd holds no ids of triggers") == true)
  }

  @Test("A foreign key to a table that is not there is passed over")
  func danglingKey() async throws {
    let store = try await store(with: "source", "NULL")
    try await DatabaseQueue(path: path).write { db in
      try db.execute(sql: "CREATE TABLE stray (id integer PRIMARY KEY, other integer REFERENCES gone)")
    }
    #expect(try await store.facts().childTables == ["billing_paybill"])
    #expect(try await store.dependents(of: [1]).rows.isEmpty)
  }

  /// A migrated queue of one trigger with that value in it.
  private func store(with column: String, _ value: String) async throws -> SQLiteStore {
    let store = SQLiteStore(path: path)
    _ = try await store.migrate(dryRun: false)
    try await store.fire([NewTrigger(type: "pay_bill")], now: .noon - .minutes(1))
    try await DatabaseQueue(path: path).write {
      try $0.execute(sql: "UPDATE djtriggers_trigger SET \(column) = \(value)")
    }
    return store
  }
}
