import CPostgres
import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("Firing on the application's own libpq connection", .heavy)
struct TransactionFiringTests {
  private struct PayBill: Trigger {
    static let typed = "pay_bill"
    static let table = "billing_paybill"
    var amount: Int
    var recipient: String

    func process(_ context: ProcessContext) async throws -> TriggerResult? { nil }
  }

  private let bill = PayBill(amount: 5, recipient: "7")
  private let note = NewTrigger(type: "note", data: TriggerData(fields: [.init("text", .text("請"))]))

  @Test("is committed together, own row and payload included", arguments: [true, false])
  func commit(isCatalogKnown: Bool) async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute("CREATE TABLE invoice (id integer PRIMARY KEY)")
    let store = try PostgresStore(fixture.url)
    if isCatalogKnown { _ = try await store.facts() }
    let application = try Application(fixture.url)
    try application.execute("BEGIN; INSERT INTO invoice VALUES (1)")
    let queue = TriggerQueue(store: store)
    let ids =
      try queue.fire([bill], source: ["invoice", 1], on: application.connection)
      + [queue.fire(bill, on: application.connection)] + store.fire([note], on: application.connection, now: .noon)
    #expect(try await store.records(ids: ids).isEmpty)
    try application.execute("COMMIT")
    #expect(try await store.records(ids: ids).map(\.type) == ["pay_bill", "pay_bill", "note"])
    #expect(try await store.records(ids: ids).first?.source?.text == "invoice$1")
    #expect(try await store.detail(of: ids[0], now: nil)?.data?["amount"] == .integer(5))
    #expect(try await store.detail(of: ids[2], now: nil)?.data == note.data)
    #expect(try await fixture.texts("SELECT id FROM invoice") == ["1"])
  }

  @Test("is rolled back together")
  func rollback() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute("CREATE TABLE invoice (id integer PRIMARY KEY)")
    let application = try Application(fixture.url)
    try application.execute("BEGIN; INSERT INTO invoice VALUES (1)")
    try fixture.postgres.fire([note], on: application.connection)
    try application.execute("ROLLBACK")
    #expect(try await fixture.texts("SELECT id FROM invoice").isEmpty)
    #expect(try await fixture.texts("SELECT count(*) FROM djtriggers_trigger") == ["0"])
  }

  @Test("notifies processors at the commit")
  func notification() async throws {
    // Whoever fires in the same database is heard.
    let url = try await PostgresServer.shared().freshDatabase(named: "notified")
    let store = try PostgresStore(url)
    let listener = try Application(url)
    try listener.execute("LISTEN triggertop_fired")
    let application = try Application(url)
    try application.execute("BEGIN")
    try store.fire([NewTrigger(type: "pay_bill")], on: application.connection)
    #expect(try !listener.wasNotified)
    try application.execute("COMMIT")
    #expect(try listener.wasNotified)
  }

  @Test("fires at once where no transaction is open; what is refused fires nothing and leaves the connection usable")
  func refusal() async throws {
    let fixture = try await PostgresFixture()
    let application = try Application(fixture.url)
    let bad = NewTrigger(
      type: "pay_bill", data: TriggerData(fields: [.init("amount", .text("much")), .init("recipient", .text("7"))]),
      table: "billing_paybill")
    await expect(.refused, naming: "PostgreSQL says") { try fixture.postgres.fire([bad], on: application.connection) }
    try fixture.postgres.fire([note], on: application.connection)
    #expect(try await fixture.texts("SELECT trigger_type FROM djtriggers_trigger") == ["note"])
  }

  @Test("is refused where the connection would garble texts, and told where it is closed")
  func unusable() async throws {
    let fixture = try await PostgresFixture()
    let application = try Application(fixture.url)
    try application.execute("SET client_encoding = LATIN1")
    await expect(.refused, naming: "client_encoding") {
      try fixture.postgres.fire([note], on: application.connection)
    }
    try application.execute("SET client_encoding = UTF8")
    try await fixture.execute("SELECT pg_terminate_backend(\(PQbackendPID(application.connection)), 5000)")
    await expect(.unreachable, naming: "can't be used") {
      try fixture.postgres.fire([note], on: application.connection)
    }
  }
}

/// A connection as an application has it that uses libpq by itself.
private final class Application {
  struct Failure: Error { let message: String }

  let connection: OpaquePointer

  init(_ url: String) throws {
    connection = try #require(PQconnectdb(url))
    guard PQstatus(connection) == CONNECTION_OK else { throw failure }
  }

  deinit { PQfinish(connection) }

  func execute(_ sql: String) throws {
    let result = PQexec(connection, sql)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failure }
  }

  /// After a round trip, with whose answer notifications arrive.
  var wasNotified: Bool {
    get throws {
      try execute("SET application_name = 'listener'")
      guard let notification = PQnotifies(connection) else { return false }
      PQfreemem(notification)
      return true
    }
  }

  private var failure: Failure { Failure(message: String(cString: PQerrorMessage(connection))) }
}
