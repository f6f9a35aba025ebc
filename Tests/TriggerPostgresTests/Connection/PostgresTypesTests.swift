import BlockingIO
import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("PostgreSQL types", .heavy)
struct PostgresTypesTests {
  @Test(
    "timestamptz is read and written to the microsecond, with both infinities",
    arguments: [
      (Instant.infinity, "infinity"), (.negativeInfinity, "-infinity"),
      (Instant(microseconds: 0), "2000-01-01 00:00:00+00"),
      (Instant(microseconds: 1), "2000-01-01 00:00:00.000001+00"),
      (Instant(microseconds: -1), "1999-12-31 23:59:59.999999+00"),
      (Instant(microseconds: 848_925_061_234_567), "2026-11-25 12:31:01.234567+00"),
    ])
  func timestamps(value: Instant, text: String) async throws {
    let connection = try await freshConnection()
    let row = try await connection.query(
      "SELECT $1, $1 = $2::timestamptz AS same, $2::timestamptz AS back",
      [.instant(value), .inferred(text)], deadline: soon)[0]
    #expect(try row.get(0) == value)
    #expect(try row.get("back") == value)
    #expect(try row.get("same") == true)
  }

  @Test("Each scalar comes back as it was sent")
  func scalars() async throws {
    let connection = try await freshConnection()
    let row = try await connection.query(
      "SELECT $1 AS i8, $2 AS i4, $3 AS f, $4 AS b, $5 AS t, $6::varchar(9) AS v, $7::text::jsonb AS j",
      [
        .int64(.min), .int32(-7), .double(-0.1), .bool(true), .text("Zürich 日本 👩‍👧 \u{1b}[31m"), .text(""),
        .text(#"{"a": 1}"#),
      ], deadline: soon)[0]
    #expect(try row.get("i8") == Int64.min)
    #expect(try row.get("i4") == -7)
    #expect(try row.get("f") == -0.1)
    #expect(try row.get("b") == true)
    #expect(try row.get("t") == "Zürich 日本 👩‍👧 \u{1b}[31m")
    #expect(try row.get("v") == "")
    #expect(try row.get("j") == #"{"a": 1}"#)
  }

  @Test("NULL goes both ways as nil, and is refused where a value is asked for")
  func nulls() async throws {
    let connection = try await freshConnection()
    let row = try await connection.query(
      "SELECT $1, $2, $3, $4", [.int64(nil), .text(nil), .instant(nil), .bool(nil)], deadline: soon)[0]
    #expect(try row.get(0, as: Int64?.self) == nil)
    #expect(try row.get(1, as: String?.self) == nil)
    #expect(try row.get(2, as: Instant?.self) == nil)
    #expect(try row.get(3, as: Bool?.self) == nil)
    #expect(throws: PostgresError.unexpectedResult("Column ?column? is NULL, not Int64.")) {
      try row.get(0, as: Int64.self)
    }
  }

  @Test("Arrays keep quotes, braces, backslashes, the word NULL, NULLs and emptiness apart")
  func arrays() async throws {
    let texts = ["", "a\"b", "{c}", "d\\e", "NULL", nil, "f,g", " h ", "日本\n"]
    let connection = try await freshConnection()
    let rows = try await connection.query(
      "SELECT t, n FROM unnest($1::text[], $2::int8[]) WITH ORDINALITY AS u (t, n, i) ORDER BY i",
      [.texts(texts), .int64s((0..<9).map { $0 == 3 ? nil : $0 })], deadline: soon)
    #expect(try rows.map { try $0.get("t", as: String?.self) } == texts)
    #expect(try rows.map { try $0.get("n", as: Int64?.self) } == [0, 1, 2, nil, 4, 5, 6, 7, 8])
    let row = try await connection.query(
      "SELECT $1, $2, $3, $4, $5, $6",
      [
        .texts(texts), .texts([]), .instants([.infinity, nil]), .bools([true, nil, false]), .doubles([.infinity]),
        .int32s([1, -1]),
      ], deadline: soon)[0]
    #expect(try row.get(0, as: [String?].self) == texts)
    #expect(try row.get(1, as: [String].self) == [])
    #expect(try row.get(2, as: [Instant?].self) == [.infinity, nil])
    #expect(try row.get(3, as: [Bool?].self) == [true, nil, false])
    #expect(try row.get(4, as: [Double].self) == [.infinity])
    #expect(try row.get(5, as: [Int].self) == [1, -1])
  }

  @Test("Another type, a number that does not fit and a missing column are named")
  func wrongTypes() async throws {
    let connection = try await freshConnection()
    let row = try await connection.query("SELECT 5000000000 AS big, 1.5::numeric AS price", deadline: soon)[0]
    #expect(throws: PostgresError.unexpectedResult("Column big is of type number 20, not Int32.")) {
      try row.get("big", as: Int32.self)
    }
    #expect(throws: PostgresError.unexpectedResult("Column price is of type number 1700, not String.")) {
      try row.get("price", as: String.self)
    }
    #expect(throws: PostgresError.unexpectedResult(#"The result has no column prize; it has ["big", "price"]."#)) {
      try row.get("prize", as: String.self)
    }
    #expect(throws: PostgresError.unexpectedResult("The result has no column number 2.")) {
      try row.get(2, as: String.self)
    }
  }

  @Test("NUL in a text is refused before anything is sent, alone and in an array")
  func refusesNUL() async throws {
    let connection = try await freshConnection()
    let refusal = PostgresError.refused("A text holds the character NUL, which PostgreSQL cannot store: remove it.")
    for parameter in [PostgresValue.text("a\0b"), .texts(["a", "\0"]), .inferred("\0")] {
      await #expect(throws: refusal) {
        try await connection.query("SELECT $1::text", [parameter], deadline: soon)
      }
    }
    #expect(try await connection.query("SELECT 1", deadline: soon)[0].get(0) == 1)
  }

  @Test("A batch of 50,000 rows goes and comes in one statement")
  func largeBatch() async throws {
    let connection = try await freshConnection()
    let count = 50_000
    let texts = (0..<count).map { String?.some("text number \($0)") }
    let rows = try await connection.query("SELECT unnest($1::text[])", [.texts(texts)], deadline: soon)
    #expect(try rows.map { try $0.get(0, as: String?.self) } == texts)
  }
}
