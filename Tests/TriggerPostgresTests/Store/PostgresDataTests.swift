import Testing
import TriggerCore
import TriggerPostgres

@Suite("Data in tables of PostgreSQL")
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
}
