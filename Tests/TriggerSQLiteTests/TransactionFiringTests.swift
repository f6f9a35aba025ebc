import GRDB
import TestSupport
import Testing
import TriggerCore

@testable import TriggerSQLite

@Suite("Firing within the application's GRDB transaction")
struct TransactionFiringTests {
  private struct PayBill: Trigger {
    static let typed = "pay_bill"
    static let table = "billing_paybill"
    var amount: Int
    var recipient: String

    func process(_ context: ProcessContext) async throws -> TriggerResult? { nil }
  }

  private struct Abandoned: Error {}

  private let directory: TemporaryDirectory
  private let store: SQLiteStore
  private let application: DatabaseQueue

  init() async throws {
    directory = try TemporaryDirectory()
    let path = directory.file("db.sqlite3")
    try DjangoFile.create(at: path)
    store = SQLiteStore(path: path)
    _ = try await store.migrate(dryRun: false)
    application = try DatabaseQueue(path: path)
    try await application.write { try $0.execute(sql: "CREATE TABLE invoice (id integer PRIMARY KEY)") }
  }

  @Test("is committed together, own row and payload included, and wakes processors then")
  func commit() async throws {
    let queue = TriggerQueue(store: store)
    var wakeups = store.wakeups().makeAsyncIterator()
    let note = NewTrigger(type: "note", data: TriggerData(fields: [.init("text", .text("請"))]))
    let ids = try await application.write { [store] db in
      try db.execute(sql: "INSERT INTO invoice DEFAULT VALUES")
      let bills = try queue.fire([PayBill(amount: 5, recipient: "7")], source: ["invoice", 1], in: db)
      return bills + [try queue.fire(PayBill(amount: 6, recipient: "8"), in: db)]
        + (try store.fire([note], in: db, now: .noon))
    }
    await wakeups.next()
    #expect(try await invoices == 1)
    #expect(try await store.records(ids: ids).map(\.type) == ["pay_bill", "pay_bill", "note"])
    #expect(try await store.records(ids: ids).first?.source?.text == "invoice$1")
    #expect(try await store.detail(of: ids[1], now: nil)?.data?["amount"] == .integer(6))
    #expect(try await store.detail(of: ids[2], now: nil)?.data == note.data)
  }

  @Test("is rolled back together")
  func rollback() async throws {
    await #expect(throws: Abandoned.self) {
      try await application.write { [store] db in
        try db.execute(sql: "INSERT INTO invoice DEFAULT VALUES")
        try store.fire([NewTrigger(type: "pay_bill")], in: db)
        throw Abandoned()
      }
    }
    #expect(try await invoices == 0)
    #expect(try await triggers == 0)
  }

  @Test("fires none of several where one is refused, and leaves the transaction to the application")
  func refusal() async throws {
    try await application.write { [store] db in
      try db.execute(sql: "INSERT INTO invoice DEFAULT VALUES")
      let bad = NewTrigger(type: "pay_bill", data: TriggerData(), table: "billing_paybill")
      do {
        try store.fire([NewTrigger(type: "fine"), bad], in: db)
        Issue.record("was fired")
      } catch StoreError.refused {}
    }
    #expect(try await invoices == 1)
    #expect(try await triggers == 0)
  }

  @Test("fires at once where no transaction is open")
  func noTransaction() async throws {
    try await application.writeWithoutTransaction { [store] db in
      _ = try store.fire([NewTrigger(type: "pay_bill")], in: db)
    }
    #expect(try await triggers == 1)
  }

  private var invoices: Int {
    get async throws { try await application.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM invoice") ?? 0 } }
  }

  private var triggers: Int {
    get async throws {
      try await application.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM djtriggers_trigger") ?? 0 }
    }
  }
}
