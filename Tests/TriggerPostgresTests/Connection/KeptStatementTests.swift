import TestSupport
import Testing

@testable import TriggerPostgres

@Suite("Statements that PostgreSQL keeps", .heavy)
struct KeptStatementTests {
  private static let names = "SELECT name FROM pg_prepared_statements ORDER BY name"
  private let doubled = PostgresStatement.kept("SELECT $1 * 2", [.int32(4)])

  @Test("One that comes again is parsed once a session and run under its name from then on, with whatever values")
  func once() async throws {
    let connection = try await freshConnection()
    for value in 1...3 as ClosedRange<Int32> {
      let statement = PostgresStatement.kept("SELECT $1 * 2", [.int32(value)])
      #expect(try await run(connection, statement, statement) == [value * 2, value * 2])
      #expect(try await connection.single(statement, deadline: soon)[0].get(0) == value * 2)
    }
    let runs = try await connection.query(
      "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement = 'SELECT $1 * 2'",
      deadline: soon)
    #expect(try runs.map { try $0.get(0, as: Int.self) } == [8])
  }

  @Test("The same text with values of other types is another statement")
  func types() async throws {
    let connection = try await freshConnection()
    for statement in [doubled, .kept("SELECT $1 * 2", [.int64(4)])] {
      #expect(try await connection.single(statement, deadline: soon)[0].get(0, as: Int.self) == 8)
    }
  }

  @Test("Where a pooler has another server connection, the transaction goes again, once, and without names for good")
  func lost() async throws {
    let connection = try await connectionWithTable()
    let insert = PostgresStatement.kept("INSERT INTO t VALUES ($1) RETURNING n", [.int32(1)])
    _ = try await run(connection, insert, insert)
    #expect(try await connection.query(Self.names, deadline: soon).count == 2)
    // As another server connection, which knows none of it.
    try await connection.command("DEALLOCATE ALL", deadline: soon)
    #expect(try await run(connection, insert, insert) == [1, 1])
    #expect(try await connection.query("SELECT count(*) FROM t", deadline: soon)[0].get(0) == 4)
    #expect(try await run(connection, insert) == [1])
    #expect(try await connection.query(Self.names, deadline: soon).isEmpty)
    await connection.close()
    #expect(try await run(connection, insert) == [1])
    #expect(try await connection.query(Self.names, deadline: soon).isEmpty)
  }

  @Test(
    "Where a pooler's server connection has that name already, the transaction goes again, and without names for good")
  func taken() async throws {
    let first = try await freshConnection()
    for _ in 1...2 { _ = try await first.single(doubled, deadline: soon) }
    let name: String = try await first.query(
      "SELECT name FROM pg_prepared_statements WHERE statement = $1", [.text(doubled.sql)], deadline: soon)[0].get(0)
    let second = try PostgresConnection(first.address)
    try await second.command("PREPARE \"\(name)\" AS SELECT 5", deadline: soon)
    #expect(try await run(second, doubled, doubled) == [8, 8])
    #expect(try await second.single(doubled, deadline: soon)[0].get(0) == 8)
    #expect(try await second.query(Self.names, deadline: soon).map { try $0.get(0, as: String.self) } == [name])
  }

  @Test("One whose columns are of other types by now goes again")
  func altered() async throws {
    let connection = try await connectionWithTable()
    try await connection.script("INSERT INTO t VALUES (7)", deadline: soon)
    let read = PostgresStatement.kept("SELECT n FROM t")
    #expect(try await run(connection, read, read) == [7, 7])
    try await connection.script("ALTER TABLE t ALTER COLUMN n TYPE bigint", deadline: soon)
    #expect(try await connection.single(read, deadline: soon)[0].get(0, as: Int.self) == 7)
    #expect(try await connection.single(read, deadline: soon)[0].get(0, as: Int.self) == 7)
  }

  @Test("A statement's own error is told at once, keeps nothing from being kept, and leaves the connection usable")
  func refused() async throws {
    let connection = try await connectionWithTable()
    let divide = PostgresStatement.kept("SELECT 8 / $1", [.int32(0)])
    let error = try await #require(throws: PostgresError.self) { try await run(connection, divide) }
    guard case .server(let details) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(details.sqlState == "22012")
    await #expect(throws: PostgresError.self) { try await connection.single(divide, deadline: soon) }
    #expect(try await connection.single(.kept("SELECT 8 / $1", [.int32(4)]), deadline: soon)[0].get(0) == 2)
    let kept = try await connection.query(
      "SELECT FROM pg_prepared_statements WHERE statement = $1", [.text(divide.sql)], deadline: soon)
    #expect(kept.count == 1)
  }

  @Test("Of texts that differ each time the server keeps a limited number")
  func limit() async throws {
    let connection = try await freshConnection()
    for number in 0..<150 {
      for _ in 1...2 { try await connection.single(.kept("SELECT \(number)"), deadline: soon) }
    }
    #expect(try await connection.query("SELECT count(*) FROM pg_prepared_statements", deadline: soon)[0].get(0) == 100)
  }

  @Test("One that is sent after others of its transaction is not kept: what was done before can't be done again")
  func later() async throws {
    let connection = try await freshConnection()
    let answer = try await connection.transaction(deadline: soon) { transaction in
      try transaction.query("SELECT 1")
      return try transaction.run([doubled, doubled])[1][0].get(0, as: Int.self)
    }
    #expect(answer == 8)
    let texts = try await connection.query("SELECT statement FROM pg_prepared_statements", deadline: soon)
    #expect(try texts.allSatisfy { try $0.get(0, as: String.self) != doubled.sql })
  }

  @Test("One statement that is a transaction by itself is refused on a read-only connection")
  func readOnly() async throws {
    let connection = try await freshConnection(access: .readOnly)
    await #expect(throws: PostgresError.self) {
      try await connection.single(.kept("CREATE TABLE t (n int)"), deadline: soon)
    }
    #expect(try await connection.single(doubled, deadline: soon)[0].get(0) == 8)
  }

  /// In one transaction, and its answers.
  private func run(_ connection: PostgresConnection, _ statements: PostgresStatement...) async throws -> [Int32] {
    try await connection.transaction(deadline: soon) { transaction in
      try transaction.run(statements + [PostgresStatement("COMMIT")]).dropLast().map { try $0[0].get(0) }
    }
  }

  private func connectionWithTable() async throws -> PostgresConnection {
    let connection = try await freshConnection()
    try await connection.script("CREATE TABLE t (n int)", deadline: soon)
    return connection
  }
}
