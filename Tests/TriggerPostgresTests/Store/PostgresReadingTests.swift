import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("Data as odd tables and roles of PostgreSQL have it")
struct PostgresReadingTests {
  private static let key = "integer PRIMARY KEY REFERENCES djtriggers_trigger DEFERRABLE INITIALLY DEFERRED"

  @Test("Columns called as our statements call rows are columns")
  func capturedNames() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      "CREATE TABLE geo_move (trigger_ptr_id \(Self.key), x integer NOT NULL, y integer NOT NULL, t text, d json, c json)"
    )
    let data = TriggerData(fields: [
      .init("x", .integer(3)), .init("y", .integer(4)), .init("t", .text("5")), .init("d", .array([.integer(6)])),
      .init("c", .null),
    ])
    let move = NewTrigger(type: "move", data: data, table: "geo_move")
    let id = try await fixture.store.fire([move], now: .noon)[0]
    let seen = try #require(try await fixture.store.detail(of: id, now: .noon))
    #expect(seen.data == data)
    let edit = DataEdit(Target(seen.row.record), seen: data, changes: [.init("x", .text("30"))])
    #expect(try await fixture.postgres.edit(edit, by: .ann, now: .noon) == .done)
    let edited = try await fixture.started("move").first?.data
    #expect(edited == data.changed(by: [.init("x", .integer(30))]))
  }

  @Test("What a role or database sets otherwise changes no value: floats keep their digits, times are read, bytes too")
  func settings() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      """
      CREATE TABLE measure (
        trigger_ptr_id \(Self.key), ratio double precision, long interval, raw bytea, at timestamptz, span tstzrange,
        docs xml, labels text[])
      """)
    let settings = [
      "extra_float_digits=0", "TimeZone=Asia/Kolkata", "DateStyle=German", "IntervalStyle=sql_standard",
      "bytea_output=escape", "xmloption=document", "array_nulls=off", "standard_conforming_strings=off",
      "default_transaction_isolation=serializable",
    ]
    let url = settings.reduce(fixture.url) { $0 + "%20-c" + $1.replacing("=", with: "%3D") }
    let plain = TriggerData(fields: [
      .init("ratio", .decimal("123456789.12345679")), .init("long", .text("1 day -02:03:04.5")),
      .init("raw", .text("\\x00ff41")), .init("at", .instant(.noon)),
      .init("span", .text("[\"2026-11-23 12:00:00+00\",\"2026-11-24 12:00:00+00\")")), .init("docs", .text("a<b/>")),
      .init("labels", .text("{NULL,a}")),
    ])
    for address in [fixture.url, url] {
      let store = try PostgresStore(address)
      let id = try await store.fire([NewTrigger(type: "m", data: plain, table: "measure")], now: .noon)[0]
      for reader in [fixture.postgres, store] {
        let fields = try #require(try await reader.detail(of: id, now: .noon)?.data?.fields)
        #expect(fields.dropLast() == plain.fields.dropLast()[...])
        #expect(fields.last?.value == .array([.null, .text("a")]))
      }
      await store.close()
    }
  }

  @Test("A child table in a schema that the role may not use holds up its own types only, and the GRANT is named")
  func closedSchema() async throws {
    let fixture = try await PostgresFixture()
    let (schema, role) = try await fixture.ordinaryRole()
    try await fixture.execute(
      """
      CREATE SCHEMA hidden_\(schema);
      CREATE TABLE hidden_\(schema).app_secret (
        trigger_ptr_id integer PRIMARY KEY REFERENCES \(schema).djtriggers_trigger, word text);
      GRANT SELECT ON hidden_\(schema).app_secret TO \(role);
      """)
    let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
    let letter = TriggerData(fields: [.init("to", .text("Zoë"))])
    let ids = try await fixture.store.fire(
      [
        NewTrigger(type: "pay_bill", data: data, table: "billing_paybill"), NewTrigger(type: "letter", data: letter),
        NewTrigger(type: "secret"), NewTrigger(type: "breakfast"),
      ], now: .noon)
    try await fixture.execute("INSERT INTO hidden_\(schema).app_secret VALUES (\(ids[2]), 'w')")
    let store = try PostgresStore(fixture.url.replacing("postgres@", with: "\(role)@"))
    let started = try await store.started("pay_bill", "letter", "secret", "breakfast").sorted {
      $0.claim.id < $1.claim.id
    }
    #expect(started.map(\.data) == [data, letter, nil, nil])
    #expect(started.map { $0.dataProblem == nil } == [true, true, false, true])
    let problem = started[2].dataProblem?.description ?? ""
    #expect(problem.contains("hidden_\(schema).app_secret") && problem.contains("GRANT USAGE"), "\(problem)")
    try await fixture.execute("GRANT USAGE ON SCHEMA hidden_\(schema) TO \(role)")
    #expect(try await store.detail(of: ids[2], now: .noon)?.data?["word"] == .text("w"))
    try await fixture.execute("DROP SCHEMA hidden_\(schema) CASCADE; DROP OWNED BY \(role); DROP ROLE \(role)")
  }

  @Test("Where row security may hide a child's row, its absence is told and no handler runs without it")
  func rowSecurity() async throws {
    let fixture = try await PostgresFixture()
    let (_, role) = try await fixture.ordinaryRole()
    try await fixture.execute(
      """
      ALTER TABLE billing_paybill ENABLE ROW LEVEL SECURITY;
      CREATE POLICY visible ON billing_paybill FOR SELECT TO \(role) USING (recipient = 'seen');
      """)
    let bills = ["seen", "hidden"].map {
      NewTrigger(
        type: "pay_bill", data: TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text($0))]),
        table: "billing_paybill")
    }
    let ids = try await fixture.store.fire(bills, now: .noon)
    let store = try PostgresStore(fixture.url.replacing("postgres@", with: "\(role)@"))
    #expect(try await store.detail(of: ids[0], now: .noon)?.data == bills[0].data)
    let problem = try await store.detail(of: ids[1], now: .noon)?.dataProblem ?? ""
    #expect(problem.contains("billing_paybill") && problem.contains("row security"), "\(problem)")
    let started = try await store.started("pay_bill")
    #expect(started.filter { $0.dataProblem == nil }.map(\.claim.id) == [ids[0]])
    try await fixture.execute("DROP OWNED BY \(role); DROP ROLE \(role)")
  }

  @Test(
    "Ids come from whatever gives them",
    arguments: [
      "CREATE SEQUENCE other; ALTER TABLE djtriggers_trigger ALTER id SET DEFAULT nextval('other')",
      """
      CREATE SEQUENCE other START 7000;
      CREATE FUNCTION fresh() RETURNS integer LANGUAGE sql AS $$ SELECT nextval('other')::integer $$;
      ALTER TABLE djtriggers_trigger ALTER id SET DEFAULT fresh()
      """,
      "ALTER TABLE djtriggers_trigger ALTER id ADD GENERATED ALWAYS AS IDENTITY",
      """
      CREATE SEQUENCE other;
      CREATE FUNCTION fresh() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.id = nextval('other'); RETURN NEW; END $$;
      CREATE TRIGGER fresh BEFORE INSERT ON djtriggers_trigger FOR EACH ROW EXECUTE FUNCTION fresh()
      """,
    ])
  func ids(source: String) async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      "ALTER TABLE djtriggers_trigger ALTER id DROP IDENTITY; SET search_path = \(try await fixture.schema); \(source)")
    let bills = (1...3).map { amount in
      NewTrigger(
        type: "pay_bill",
        data: TriggerData(fields: [.init("amount", .integer(Int64(amount))), .init("recipient", .text("7"))]),
        table: "billing_paybill")
    }
    let ids = try await fixture.store.fire(bills, now: .noon)
    #expect(Set(ids).count == 3)
    for (id, bill) in zip(ids, bills) {
      #expect(try await fixture.store.detail(of: id, now: .noon)?.data == bill.data)
    }
    if source.contains("7000") { #expect(ids.allSatisfy { $0 >= 7000 }) }
  }

  @Test(
    "Where a trigger of the database keeps one row out, none of the batch is fired, with data or without",
    arguments: ["", "CREATE SEQUENCE other; ALTER TABLE djtriggers_trigger ALTER id SET DEFAULT nextval('other')"])
  func keptOut(ids: String) async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      """
      SET search_path = \(try await fixture.schema);
      \(ids.isEmpty ? "" : "ALTER TABLE djtriggers_trigger ALTER id DROP IDENTITY;" + ids);
      CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.trigger_type = 'barred' THEN RETURN NULL; END IF; RETURN NEW; END $$;
      CREATE TRIGGER keep_out BEFORE INSERT ON djtriggers_trigger FOR EACH ROW EXECUTE FUNCTION keep_out()
      """)
    let data = TriggerData(fields: [.init("amount", .integer(5))])
    for data in [nil, data] {
      let batch = ["a", "barred", "b"].map { NewTrigger(type: $0, data: data) }
      await expect(.refused, naming: "keeps rows out of djtriggers_trigger; nothing was fired") {
        try await fixture.store.fire(batch, now: .noon)
      }
    }
    #expect(try await fixture.store.page(PageQuery(filter: .all), now: nil).rows.isEmpty)
    #expect(try await fixture.store.fire([NewTrigger(type: "a"), NewTrigger(type: "b")], now: .noon).count == 2)
  }

  @Test("A table that gives no ids is told so")
  func noIDs() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute("ALTER TABLE djtriggers_trigger ALTER id DROP IDENTITY")
    await expect(.wrongSchema, naming: "gives its rows no ids") {
      try await fixture.store.fire([NewTrigger(type: "a")], now: .noon)
    }
  }

  @Test("Where ids need not be unique, it is said at opening; reading works, and nothing else is done")
  func ambiguousIDs() async throws {
    let fixture = try await PostgresFixture()
    let data = TriggerData(fields: [.init("to", .text("Zoë"))])
    let id = try await fixture.store.fire([NewTrigger(type: "letter", data: data)], now: .noon)[0]
    try await fixture.execute(
      """
      ALTER TABLE djtriggers_trigger DROP CONSTRAINT djtriggers_trigger_pkey CASCADE;
      INSERT INTO djtriggers_trigger SELECT * FROM djtriggers_trigger
      """)
    let store = try PostgresStore(fixture.url)
    #expect(try await store.facts().readOnlyReason?.contains("need not be unique") == true)
    let page = try await store.page(PageQuery(), now: .noon)
    #expect(page.rows.map(\.id) == [id, id])
    #expect(try await store.detail(of: id, now: .noon)?.data == data)
    _ = try await store.counts(CountQuery(), now: .noon)
    await expect(.wrongSchema, naming: "need not be unique") { try await store.started("letter") }
    await expect(.wrongSchema, naming: "need not be unique") {
      try await store.fire([NewTrigger(type: "a")], now: .noon)
    }
    await expect(.notPermitted, naming: "need not be unique") {
      try await store.apply(.delete, to: [Target(page.rows[0].record)], by: .ann, now: .noon)
    }
  }

  @Test("A catalog is read once where nothing changes, and not at each batch where a table can't be read")
  func catalogReads() async throws {
    let fixture = try await PostgresFixture()
    let (_, role) = try await fixture.ordinaryRole()
    try await fixture.execute("REVOKE SELECT ON billing_paybill FROM \(role)")
    let url = fixture.url.replacing("postgres@", with: "\(role)@") + "&application_name=\(role)"
    let store = try PostgresStore(url)
    try await fixture.store.fire(Array(repeating: NewTrigger(type: "a"), count: 3), now: .noon)
    let request = ClaimRequest(.due(types: ["a"]), limit: 1, processorID: "p1", lease: .minutes(1))
    _ = try await store.recheck(store.claim(request, now: .noon), now: .noon)
    let reader =
      "SELECT state_change FROM pg_stat_activity WHERE application_name = '\(role)' AND query LIKE '%watched%'"
    let before = try await fixture.texts(reader)
    _ = try await store.recheck(store.claim(request, now: .noon), now: .noon)
    #expect(try await fixture.texts(reader) == before)
    await store.close()
    try await fixture.execute("DROP OWNED BY \(role); DROP ROLE \(role)")
  }
}

extension Operator {
  fileprivate static let ann = Operator(name: "ann", host: "web3")
}

extension PostgresFixture {
  fileprivate var schema: String { get async throws { try await texts("SELECT current_schema()")[0] ?? "" } }

  /// A role that may do with the tables what an application may.
  fileprivate func ordinaryRole() async throws -> (schema: String, name: String) {
    let schema = try await schema
    try await execute(
      """
      CREATE ROLE app_\(schema) LOGIN;
      GRANT USAGE ON SCHEMA \(schema) TO app_\(schema);
      GRANT ALL ON ALL TABLES IN SCHEMA \(schema) TO app_\(schema);
      GRANT ALL ON ALL SEQUENCES IN SCHEMA \(schema) TO app_\(schema);
      """)
    return (schema, "app_\(schema)")
  }

  fileprivate func started(_ types: String...) async throws -> [CheckedTrigger] { try await postgres.started(types) }
}

extension PostgresStore {
  fileprivate func started(_ types: String...) async throws -> [CheckedTrigger] { try await started(types) }

  fileprivate func started(_ types: [String]) async throws -> [CheckedTrigger] {
    let request = ClaimRequest(.due(types: types), limit: 100, processorID: "p1", lease: .minutes(1))
    return try await recheck(claim(request, now: .noon), now: .noon)
  }
}
