import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("Ids as Django makes them", .heavy) struct IDInteropTests {
  @Test(
    "flaw 16: be they identity, serial or bigint, also beyond 32 bits, both sides run each other's, and we show, delete and clean them",
    arguments: DjangoDatabase.Kind.onPostgres)
  func life(_ kind: DjangoDatabase.Kind) async throws {
    let queue = try await Neighbours.fresh(kind)
    let server = try await PostgresServer.shared()
    #expect(try await server.execute(Self.column, at: queue.database.address) == [kind.idColumn])
    try await server.execute(
      "ALTER SEQUENCE djtriggers_trigger_id_seq RESTART WITH \(kind.firstID)", at: queue.database.address)
    let python = try await queue.project.session()

    let facts = try await queue.store.facts()
    #expect(facts.kind == .postgres && !facts.isOwn && facts.sideTables == nil && facts.readOnlyReason == nil)
    #expect(Set(facts.childTables).isSuperset(of: ["billing_letter", "billing_paybill", "billing_reminder"]))

    let mine = try await TriggerQueue(store: queue.store).fire(
      PayBill(amount: 7, recipient: "ours", fee: nil, urgent: false, dueOn: "2026-12-24"))
    #expect(mine == kind.firstID)
    #expect(try await python.call("process_one", "PayBill", .integer(mine)) == nil)
    #expect(queue.pythonRuns == [mine])
    let child = try await python.call("show", .integer(mine))["data"]
    #expect(child == ["amount": 7, "recipient": "ours", "fee": nil, "urgent": false, "due_on": "2026-12-24"])

    let bill: DataValue = ["amount": 5, "recipient": "theirs"]
    let theirs = try await python.call("fire", "PayBill", 2, bill).ids
    #expect(theirs == [mine + 1, mine + 2])
    try await run(theirs[0], of: queue)
    #expect(try await python.call("show", .integer(theirs[0]))["successful"] == true)
    let page = try await queue.store.page(PageQuery(), now: nil)
    #expect(page.rows.map(\.id) == [mine] + theirs)
    let detail = try #require(try await queue.store.detail(of: theirs[0], now: nil))
    #expect(detail.dataTable == "billing_paybill" && detail.data?["recipient"] == "theirs")
    #expect(detail.results == ["5 and 0 to theirs by any day, urgent: false"])

    let target = try await Target(queue.record(theirs[1]))
    let report = try await queue.store.apply(
      .delete, to: [target], by: Operator(name: "ops", host: "h"), under: queue.lock)
    #expect(report.done.map(\.id) == [theirs[1]])
    try await python.call("age", 100)
    let cleaner = Cleaner(store: try #require(queue.store as? any TriggerCleaning))
    #expect(try await cleaner.run(before: .now - .days(60)) == 2)
    let left = try await python.call("dump")
    for table in ["djtriggers_trigger", "djtriggers_triggerresult", "billing_paybill", "triggertop_attempt"] {
      #expect(left[table] == .array([]), "\(table)")
    }
  }

  @Test("where ids end with 32 bits, what can't be numbered any more is refused whole")
  func end() async throws {
    let database = try await DjangoDatabase.fresh(.identity)
    try await PostgresServer.shared().execute(
      "ALTER SEQUENCE djtriggers_trigger_id_seq RESTART WITH \(Int32.max)", at: database.address)
    let last = Array(repeating: NewTrigger(type: "breakfast"), count: 2)
    let error = await #expect(throws: StoreError.self) { try await database.store.fire(last, now: nil) }
    let sentence = "\(try #require(error))"
    #expect(sentence.contains("reached maximum value"), "\(sentence)")
    #expect(try await database.store.page(PageQuery(), now: nil).rows.isEmpty)
  }

  private func run(_ id: TriggerID, of queue: Neighbours) async throws {
    _ = try await queue.store.migrate(dryRun: false)
    let application = TriggerQueue(
      store: queue.store, lock: queue.lock, results: try ResultLogging("DatabaseLogger"))
    try await application.process(PayBill.self, id: id)
  }

  private static let column = """
    SELECT format_type(a.atttypid, NULL), a.attidentity, pg_get_expr(d.adbin, d.adrelid)
    FROM pg_attribute AS a
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = 'djtriggers_trigger'::regclass AND a.attname = 'id'
    """
}

extension DjangoDatabase.Kind {
  /// The id's type, identity and default.
  fileprivate var idColumn: [String?] {
    switch self {
    case .serial: ["integer", "", "nextval('djtriggers_trigger_id_seq'::regclass)"]
    case .bigint: ["bigint", "d", nil]
    case .identity, .sqlite: ["integer", "d", nil]
    }
  }

  /// Near the end of 32 bits, or beyond.
  fileprivate var firstID: TriggerID { self == .bigint ? 5_000_000_000 : 2_147_483_600 }
}
