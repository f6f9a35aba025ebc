import BlockingIO
import TestSupport
import Testing
import TriggerPostgres

@Suite("PostgreSQL connection", .heavy)
struct PostgresConnectionTests {
  @Test("It opens from a URI, from pairs and over the Unix socket, and says who it is")
  func opens() async throws {
    let server = try await PostgresServer.shared()
    let addresses = [
      server.url(database: "postgres"),
      "host=127.0.0.1 port=\(server.port) user=postgres dbname=postgres",
      "postgresql://postgres@:\(server.port)/postgres?host=\(server.socketDirectory)",
    ]
    for address in addresses {
      let connection = try PostgresConnection(PostgresAddress(address))
      #expect(await !connection.isOpen)
      let row = try await connection.query(
        "SELECT current_setting('application_name') AS name, current_setting('client_encoding') AS encoding",
        deadline: soon)[0]
      #expect(try row.get("name") == "triggertop")
      #expect(try row.get("encoding") == "UTF8")
      #expect(await connection.isOpen)
    }
  }

  @Test("A server's error names its kind and constraint, and the connection goes on")
  func serverError() async throws {
    let connection = try await freshConnection()
    try await connection.script(
      "CREATE TABLE t (n int CONSTRAINT small CHECK (n < 5)); CREATE INDEX i ON t (n)", deadline: soon)
    let error = try await #require(throws: PostgresError.self) {
      try await connection.query("INSERT INTO t VALUES ($1)", [.int32(7)], deadline: soon)
    }
    guard case .server(let details) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(details.sqlState == "23514")
    #expect(details.constraint == "small")
    #expect(details.table == "t")
    #expect(details.detail == "Failing row contains (7).")
    #expect(try await connection.query("INSERT INTO t VALUES (4), (3)", deadline: soon).affectedRows == 2)
  }

  @Test("A script stops at its first error and leaves nothing behind")
  func script() async throws {
    let connection = try await freshConnection()
    await #expect(throws: PostgresError.self) {
      try await connection.script("CREATE TABLE t (n int); SELECT 1/0; CREATE TABLE u (n int)", deadline: soon)
    }
    let tables = try await connection.query("SELECT to_regclass('t') IS NULL", deadline: soon)
    #expect(try tables[0].get(0) == true)
  }

  @Test("A command runs outside a transaction")
  func command() async throws {
    let connection = try await freshConnection()
    try await connection.script("CREATE TABLE t (n int)", deadline: soon)
    try await connection.command("CREATE INDEX CONCURRENTLY i ON t (n)", deadline: soon)
    #expect(try await connection.query("SELECT 'i'::regclass::text", deadline: soon)[0].get(0) == "i")
  }

  @Test("After the server restarted, an idle connection is replaced without an error")
  func replacesLostConnection() async throws {
    let server = try await PostgresServer.dedicated()
    let connection = try PostgresConnection(PostgresAddress(server.url(database: "postgres")))
    let before = try await connection.query("SELECT pg_backend_pid()", deadline: soon)[0].get(0, as: Int.self)
    try await server.stop()
    try await server.start()
    let after = try await connection.query("SELECT pg_backend_pid()", deadline: soon)[0].get(0, as: Int.self)
    #expect(before != after)
  }

  @Test("A connection that ends in mid-call says so, and the next call connects again")
  func losesConnection() async throws {
    let connection = try await freshConnection()
    let error = try await #require(throws: PostgresError.self) {
      try await connection.query("SELECT pg_terminate_backend(pg_backend_pid())", deadline: soon)
    }
    let sentence = "The connection to PostgreSQL ended: terminating connection due to administrator command."
    #expect(error == .closed(sentence))
    #expect(await !connection.isOpen)
    #expect(try await connection.query("SELECT 1", deadline: soon)[0].get(0) == 1)
  }

  @Test("COPY is refused instead of waited for, and the next call connects again")
  func copy() async throws {
    let connection = try await freshConnection()
    let refusal = PostgresError.refused("COPY between client and server is not supported: use arrays.")
    await #expect(throws: refusal) { try await connection.query("COPY pg_class TO STDOUT", deadline: soon) }
    await #expect(throws: refusal) { try await connection.script("COPY pg_class TO STDOUT", deadline: soon) }
    #expect(try await connection.query("SELECT 1", deadline: soon)[0].get(0) == 1)
  }

  @Test("Notices do not disturb")
  func notices() async throws {
    let connection = try await freshConnection()
    try await connection.script("DO $$ BEGIN RAISE WARNING 'loud'; END $$", deadline: soon)
    #expect(try await connection.query("SELECT 1", deadline: soon)[0].get(0) == 1)
  }
}
