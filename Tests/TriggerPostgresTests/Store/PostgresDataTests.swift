import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("Data in tables of PostgreSQL", .heavy)
struct PostgresDataTests {
  @Test("Every type of column comes back as exact as it was given")
  func types() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      """
      CREATE TABLE "Odd ""table" (
        trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger,
        "select" smallint, big bigint, price numeric(30, 3), ratio numeric, note varchar(20), ok boolean,
        at timestamptz, day date, doc jsonb, code uuid, missing text, preset text NOT NULL DEFAULT 'set')
      """)
    let data = TriggerData(fields: [
      .init("select", .integer(7)), .init("big", .integer(.max)),
      .init("price", .decimal("123456789012345678901234.500")), .init("ratio", .decimal("NaN")),
      .init("note", .text("é \"請\" \\ \n")), .init("ok", .bool(false)), .init("at", .instant(.infinity)),
      .init("day", .text("2026-02-28")), .init("doc", .object([.init("a", .array([.decimal("1.50"), .null]))])),
      .init("code", .text("00000000-0000-0000-0000-00000000000a")), .init("missing", .null),
    ])
    let id = try await fixture.store.fire([NewTrigger(type: "odd", data: data, table: "Odd \"table")], now: .noon)[0]
    let detail = try #require(try await fixture.store.detail(of: id, now: .noon))
    #expect(detail.data?.fields == data.fields + [.init("preset", .text("set"))])
    #expect(detail.dataTable == "Odd \"table")
  }

  @Test("A value that its column can't hold is refused with the column's reason, and nothing is fired")
  func refusal() async throws {
    let fixture = try await PostgresFixture()
    for amount in [DataValue.text("much"), .null, .integer(.max)] {
      let data = TriggerData(fields: [.init("amount", amount), .init("recipient", .text("7"))])
      await expect(.refused, naming: "PostgreSQL says") {
        try await fixture.store.fire(
          [NewTrigger(type: "pay_bill", data: data, table: "billing_paybill")], now: .noon)
      }
    }
    #expect(try await fixture.texts("SELECT count(*) FROM djtriggers_trigger") == ["0"])
  }

  @Test("An array is edited as it is shown, or as the server writes it")
  func arrays() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      "CREATE TABLE lists (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger, a integer[], b varchar(5)[])"
    )
    let data = TriggerData(fields: [.init("a", .array([.integer(1), .integer(2)])), .init("b", .null)])
    let id = try await fixture.store.fire([NewTrigger(type: "lists", data: data, table: "lists")], now: .noon)[0]
    let changes: [(TriggerData.Field, DataValue)] = [
      (.init("a", .text("[1, 2, 3]")), .array([.integer(1), .integer(2), .integer(3)])),
      (.init("a", .text("{4}")), .array([.integer(4)])), (.init("b", .text("[\"x\"]")), .array([.text("x")])),
    ]
    for (change, value) in changes {
      let seen = try #require(try await fixture.store.detail(of: id, now: .noon))
      let edit = DataEdit(Target(seen.row.record), seen: try #require(seen.data), changes: [change])
      #expect(try await fixture.postgres.edit(edit, by: Operator(name: "a", host: "b"), now: .noon) == .done)
      #expect(try await fixture.store.detail(of: id, now: .noon)?.data?[change.name] == value)
    }
    let seen = try #require(try await fixture.store.detail(of: id, now: .noon))
    let edit = DataEdit(Target(seen.row.record), seen: try #require(seen.data), changes: [.init("a", .text("1"))])
    await expect(.refused, naming: "a JSON array") {
      try await fixture.postgres.edit(edit, by: Operator(name: "a", host: "b"), now: .noon)
    }
  }

  @Test("Data that the role may not read is told, edited by nobody and handed to no handler; a GRANT mends it")
  func barred() async throws {
    let fixture = try await PostgresFixture()
    let role = "ro_\(try await fixture.texts("SELECT current_schema()")[0] ?? "")"
    let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
    let bill = NewTrigger(type: "pay_bill", data: data, table: "billing_paybill")
    let id = try await fixture.store.fire([bill], now: .noon)[0]
    try await fixture.execute(
      """
      CREATE ROLE \(role) LOGIN;
      GRANT USAGE ON SCHEMA \(role.dropFirst(3)) TO \(role);
      GRANT ALL ON ALL TABLES IN SCHEMA \(role.dropFirst(3)) TO \(role);
      GRANT ALL ON ALL SEQUENCES IN SCHEMA \(role.dropFirst(3)) TO \(role);
      REVOKE SELECT ON billing_paybill FROM \(role)
      """)
    let url = fixture.url.replacing("postgres@", with: "\(role)@")
    for (map, place) in [
      (["pay_bill": [OwnTable("billing_paybill")]], "in billing_paybill"), ([:], "perhaps in billing_paybill"),
    ] {
      let store = try PostgresStore(url, options: PostgresOptions(ownTables: map))
      let detail = try #require(try await store.detail(of: id, now: .noon))
      #expect(detail.data == nil)
      #expect(detail.dataProblem == "\(place), which role \(role) may not read: GRANT SELECT")
      let edit = DataEdit(Target(detail.row.record), seen: data, changes: [.init("amount", .integer(6))])
      await expect(.notPermitted, naming: "GRANT SELECT") {
        try await store.edit(edit, by: Operator(name: "a", host: "b"), now: .noon)
      }
      let request = ClaimRequest(.due(types: ["pay_bill"]), limit: 9, processorID: "p1", lease: .minutes(1))
      let claims = try await store.claim(request, now: .noon)
      let problem = try #require(try await store.recheck(claims, now: .noon).first?.dataProblem)
      #expect(problem.description.contains("GRANT SELECT"))
      try await fixture.execute("GRANT SELECT ON billing_paybill TO \(role)")
      #expect(try await store.recheck(claims, now: .noon).map(\.data) == [data])
      try await store.release(claims, hold: nil, now: .noon)
      try await fixture.execute("REVOKE SELECT ON billing_paybill FROM \(role)")
    }
    // A type without tables of its own is not held up.
    let free = try PostgresStore(url, options: PostgresOptions(ownTables: ["pay_bill": []]))
    #expect(try await free.detail(of: id, now: .noon)?.dataProblem == nil)
    try await fixture.execute("DROP OWNED BY \(role); DROP ROLE \(role)")
  }
}
