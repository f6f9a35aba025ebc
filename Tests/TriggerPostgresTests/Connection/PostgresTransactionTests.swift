import BlockingIO
import TestSupport
import Testing
import TriggerPostgres

@Suite("PostgreSQL transactions", .heavy)
struct PostgresTransactionTests {
  @Test("What a body does is committed together, seen by others only then")
  func commits() async throws {
    let connection = try await connectionWithTable()
    let count = try await connection.transaction(deadline: soon) { transaction in
      try transaction.query("INSERT INTO t VALUES (1)")
      let results = try transaction.run([
        PostgresStatement("INSERT INTO t VALUES ($1)", [.int32(2)]), PostgresStatement("SELECT count(*) FROM t"),
      ])
      return try results[1][0].get(0, as: Int.self)
    }
    #expect(count == 2)
    #expect(try await countRows(connection) == 2)
  }

  @Test("A body that throws leaves nothing behind, and the connection goes on")
  func rollsBack() async throws {
    let connection = try await connectionWithTable()
    await #expect(throws: Stop.self) {
      try await connection.transaction(deadline: soon) { transaction in
        try transaction.query("INSERT INTO t VALUES (1)")
        throw Stop()
      }
    }
    #expect(await connection.isOpen)
    #expect(try await countRows(connection) == 0)
  }

  @Test("A body that swallows a statement's error does not commit in silence")
  func swallowedError() async throws {
    let connection = try await connectionWithTable()
    await #expect(
      throws: PostgresError.refused("The transaction was rolled back, since one of its statements had failed.")
    ) {
      try await connection.transaction(deadline: soon) { transaction in
        try transaction.query("INSERT INTO t VALUES (1)")
        _ = try? transaction.query("SELECT 1/0")
      }
    }
    #expect(try await countRows(connection) == 0)
  }

  @Test("A constraint that is checked at COMMIT fails the transaction")
  func deferredConstraint() async throws {
    let url = try await PostgresServer.shared().freshDatabase(named: "deferred", schema: .identity)
    let connection = try PostgresConnection(PostgresAddress(url))
    let error = try await #require(throws: PostgresError.self) {
      try await connection.query("INSERT INTO billing_paybill VALUES (9, 1, 'x')", deadline: soon)
    }
    guard case .server(let details) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(details.sqlState == "23503")
    #expect(try await connection.query("SELECT 1 FROM billing_paybill", deadline: soon).isEmpty)
  }

  @Test(
    "Whatever level of isolation a role has, each statement sees what was committed before it",
    arguments: ["repeatable read", "serializable"], [PostgresAccess.readOnly, .readWrite])
  func isolation(level: String, access: PostgresAccess) async throws {
    let url = try await PostgresServer.shared().freshDatabase(named: "isolation", schema: nil)
    let setting = level.replacing(" ", with: "\\%20")
    let connection = try PostgresConnection(
      PostgresAddress("\(url)?options=-cdefault_transaction_isolation%3D\(setting)"), access: access)
    let settings = try await connection.query(
      "SELECT current_setting('default_transaction_isolation'), current_setting('transaction_isolation')",
      deadline: soon)
    #expect(try settings[0].get(0) == level)
    #expect(try settings[0].get(1) == "read committed")
  }

  @Test("A read-only connection reads, and is refused by the server and by itself when it would write")
  func readOnly() async throws {
    let connection = try await freshConnection(access: .readOnly)
    #expect(try await connection.query("SELECT 1", deadline: soon)[0].get(0) == 1)
    let error = try await #require(throws: PostgresError.self) {
      try await connection.query("CREATE TABLE t (n int)", deadline: soon)
    }
    guard case .server(let details) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(details.sqlState == "25006")
    await #expect(throws: PostgresError.refused("Refused on a read-only connection: VACUUM")) {
      try await connection.command("VACUUM", deadline: soon)
    }
    await #expect(throws: PostgresError.refused("Refused on a read-only connection: CREATE TABLE t (n int)")) {
      try await connection.script("CREATE TABLE t (n int)", deadline: soon)
    }
  }

  @Test("Transactions of many tasks on one connection do not mix")
  func areSerial() async throws {
    let connection = try await connectionWithTable()
    try await connection.query("INSERT INTO t VALUES (0)", deadline: soon)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await connection.transaction(deadline: soon) { transaction in
            let seen = try transaction.query("SELECT n FROM t")[0].get(0, as: Int32.self)
            try transaction.query("UPDATE t SET n = $1", [.int32(seen + 1)])
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await connection.query("SELECT n FROM t", deadline: soon)[0].get(0) == 50)
  }

  private struct Stop: Error {}

  private func connectionWithTable() async throws -> PostgresConnection {
    let connection = try await freshConnection()
    try await connection.script("CREATE TABLE t (n int)", deadline: soon)
    return connection
  }

  private func countRows(_ connection: PostgresConnection) async throws -> Int {
    try await connection.query("SELECT count(*) FROM t", deadline: soon)[0].get(0)
  }
}
