import BlockingIO
import TestSupport
import Testing
import TriggerPostgres

@Suite("Several hosts", .heavy)
struct PostgresHostsTests {
  @Test("After a host that accepts and never answers the next one is tried, said or not how long to wait")
  func silentHost() async throws {
    let silent = try SilentHost()
    let good = try await PostgresServer.shared()
    for wait in ["", "&connect_timeout=2"] {
      let connection = try connection("\(silent.port),\(good.port)", options: wait)
      #expect(try await port(of: connection) == good.port)
    }
    withExtendedLifetime(silent) {}
  }

  @Test("Where one host only is silent, connect_timeout ends the attempt before the deadline does")
  func silentAlone() async throws {
    let silent = try SilentHost()
    let error = try await #require(throws: PostgresError.self) {
      try await connection("\(silent.port)", options: "&connect_timeout=2").open(deadline: soon)
    }
    #expect("\(error)".contains("timeout expired"), "\(error)")
    withExtendedLifetime(silent) {}
  }

  @Test("The host that takes writes is found among those that do not, and a refused login is told as one")
  func targetSession() async throws {
    let readOnly = try await PostgresServer.dedicated()
    try await readOnly.execute(
      "ALTER DATABASE postgres SET default_transaction_read_only = on", at: readOnly.url(database: "postgres"))
    let good = try await PostgresServer.shared()
    let ports = "\(readOnly.port),\(good.port)"
    let primary = try connection(ports, options: "&target_session_attrs=read-write")
    #expect(try await port(of: primary) == good.port)
    #expect(try await port(of: connection(ports)) == readOnly.port)
    let stranger = try connection(ports, user: "nobody_here")
    let error = try await #require(throws: PostgresError.self) { try await stranger.open(deadline: soon) }
    guard case .authentication = error else {
      Issue.record("\(error)")
      return
    }
  }

  private func connection(
    _ ports: String, user: String = "postgres", options: String = ""
  ) throws -> PostgresConnection {
    let hosts = ports.split(separator: ",").map { _ in "127.0.0.1" }.joined(separator: ",")
    return try PostgresConnection(
      PostgresAddress("postgresql:///postgres?user=\(user)&host=\(hosts)&port=\(ports)\(options)"))
  }

  private func port(of connection: PostgresConnection) async throws -> Int {
    try await connection.query("SELECT inet_server_port()", deadline: soon)[0].get(0)
  }
}
