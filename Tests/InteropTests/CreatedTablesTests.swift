import TestSupport
import Testing
import TriggerCore
import TriggerPostgres
import TriggerSQLite

@Suite("Tables that we make in Django's place", .heavy) struct CreatedTablesTests {
  @Test("on PostgreSQL they are Django's to the last line and name of their dump, and Django takes them over")
  func postgres() async throws {
    let server = try await PostgresServer.shared()
    let django = try await DjangoDatabase.fresh(.identity)
    let url = try await server.freshDatabase(named: "created", schema: nil)
    let store = try PostgresStore(url)
    _ = try await store.createTables(dryRun: false)
    let comments = "COMMENT ON TABLE"
    let ours = try await server.schemaDump(of: "djtriggers_*", at: url).filter { !$0.hasPrefix(comments) }
    let theirs = try await server.schemaDump(of: "djtriggers_*", at: django.address)
    #expect(theirs.count { $0.hasPrefix("CREATE TABLE ") } == 2)
    #expect(theirs.count { $0.hasPrefix("CREATE INDEX ") } == 7)
    #expect(ours == theirs)

    let ids = try await store.fire([NewTrigger(type: "breakfast")], now: nil)
    let python = try await django.project.session()
    let name = try #require(url.split(separator: "/").last)
    try await python.call("use", .text(String(name)))
    try await python.call("adopt")
    let bills = try await python.call("fire", "PayBill", 1, ["amount": 5, "recipient": "r"]).ids
    #expect(try await python.call("process") == 0)
    #expect(try await store.records(ids: ids + bills).map(\.successful) == [true, true])
    #expect(try await PostgresStore(url).detail(of: bills[0], now: nil)?.data?["amount"] == 5)
  }

  @Test("in a SQLite file of ours they are Django's, statement for statement, and Django takes them over")
  func sqlite() async throws {
    let django = try await DjangoDatabase.fresh(.sqlite)
    let directory = try TemporaryDirectory()
    let path = directory.file("queue.db")
    let store = SQLiteStore(path: path, mode: .createIfMissing)
    let ids = try await store.fire([NewTrigger(type: "breakfast")], now: nil)
    let python = try await django.project.session()
    let theirs = try await python.call("catalog")
    #expect(theirs.names.count == 7)
    try await python.call("use", .text(path))
    let ours = try await python.call("catalog")
    // Ours also finds what is due of a type.
    #expect(ours.names == theirs.names.union(["triggertop_due"]))
    for name in theirs.names { #expect(ours[name] == theirs[name]) }

    try await python.call("adopt")
    let bills = try await python.call("fire", "PayBill", 1, ["amount": 5, "recipient": "r"]).ids
    #expect(try await python.call("process") == 0)
    #expect(try await store.records(ids: ids + bills).map(\.successful) == [true, true])
  }
}
