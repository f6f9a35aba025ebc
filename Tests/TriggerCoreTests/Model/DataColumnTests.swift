import Testing
import TriggerCore

@Suite("Columns of data")
struct DataColumnTests {
  @Test(
    "are known by how catalogs declare them",
    arguments: [
      ("boolean", .boolean), ("BOOL", .boolean), ("smallint", .integer(-32_768...32_767)),
      ("integer", .integer(-2_147_483_648...2_147_483_647)), ("bigint", .integer(.min ... .max)),
      ("numeric", .decimal(whole: nil, fraction: nil)), ("numeric(10,2)", .decimal(whole: 8, fraction: 2)),
      ("decimal(3)", .decimal(whole: 3, fraction: 0)), ("double precision", .decimal(whole: nil, fraction: nil)),
      ("character varying(50)", .text(limit: 50)), ("char(32)", .text(limit: 32)), ("text", .text(limit: nil)),
      ("timestamp with time zone", .instant), ("timestamp(3) with time zone", .instant), ("datetime", .instant),
      ("date", .date), ("jsonb", .json), ("integer[]", .array), ("time(0) without time zone", .time),
      ("time with time zone", .other), ("uuid", .uuid), ("mood", .other), ("", .other), ("(5)", .other),
      ("varchar(99999999999999999999)", .text(limit: nil)),
    ] as [(String, DataColumn.Kind)])
  func declarations(declaration: String, kind: DataColumn.Kind) {
    #expect(DataColumn("x", declaration: declaration, isNullable: true).kind == kind)
  }

  @Test(
    "of numbers count digits as they are written",
    arguments: [
      ("999.99", true), ("-99.900", true), ("099", false), ("0", true), ("-0.01", true), ("1000", false),
      ("0.001", false),
      ("1e2", false), (".5", false), ("5.", false), ("", false), ("NaN", false), (" 5", false), ("٣", false),
    ])
  func decimals(typed: String, isAccepted: Bool) {
    let column = DataColumn("price", .decimal(whole: 3, fraction: 2), isNullable: false)
    #expect(accepts(column, .text(typed)) == isAccepted)
  }

  @Test("without limits take any number, and nothing but numbers")
  func freeNumbers() {
    let column = DataColumn("ratio", .decimal(whole: nil, fraction: nil), isNullable: false)
    #expect(accepts(column, .text("-1.5e300")) && accepts(column, .integer(5)) && accepts(column, .decimal("0.1")))
    #expect(!accepts(column, .text("true")) && !accepts(column, .bool(true)) && !accepts(column, .null))
  }

  @Test("say what they take in a sentence that names them, and cut long values short")
  func sentence() {
    let column = DataColumn("amount", declaration: "smallint", isNullable: false)
    #expect(throws: StoreError.refused("The field amount takes a whole number from -32768 to 32767, not \"much\".")) {
      try column.accept(.text("much"))
    }
    #expect {
      try column.accept(.text(String(repeating: "9", count: 1_000)))
    } throws: { error in
      String(describing: error).count < 140
    }
  }

  private func accepts(_ column: DataColumn, _ value: DataValue) -> Bool {
    do throws(StoreError) {
      _ = try column.accept(value)
      return true
    } catch {
      return false
    }
  }
}
