import BlockingIO
import CPostgres
import Glibc
import TestSupport
import Testing

@testable import TriggerPostgres

@Suite("Several hosts, and hosts that fall silent", .heavy)
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

  @Test("Whatever connect_timeout says, nobody waits for a silent host much longer than the call may take")
  func longTimeout() async throws {
    let silent = try SilentHost()
    for (seconds, connections) in [(600, 2), (0, 1)] {
      await #expect(throws: PostgresError.self) {
        try await connection("\(silent.port)", options: "&connect_timeout=\(seconds)").open(
          deadline: .after(.milliseconds(300)))
      }
      await silent.hungUp(connections)
    }
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

  @Test("Dead peers are noticed within a minute, unless the address says otherwise")
  func keepalives() async throws {
    let server = try await PostgresServer.shared()
    let url = server.url(database: "postgres")
    #expect(try liveness(of: url) == [1, 30, 10, 3, 30_000])
    #expect(try liveness(of: "\(url)?keepalives_idle=7&tcp_user_timeout=9000") == [1, 7, 10, 3, 9_000])
    #expect(try liveness(of: "\(url)?keepalives=0").first == 0)
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

  /// Keepalives on or off, seconds until the first and between them, their number, milliseconds for what is unanswered.
  private func liveness(of url: String) throws -> [Int32] {
    let connection = try LibpqConnection.open(PostgresAddress(url), until: soon, wake: Wake())
    return [
      (SOL_SOCKET, SO_KEEPALIVE), (Int32(IPPROTO_TCP), TCP_KEEPIDLE), (Int32(IPPROTO_TCP), TCP_KEEPINTVL),
      (Int32(IPPROTO_TCP), TCP_KEEPCNT), (Int32(IPPROTO_TCP), TCP_USER_TIMEOUT),
    ].map { level, name in
      var (value, length) = (Int32(-1), socklen_t(MemoryLayout<Int32>.size))
      getsockopt(PQsocket(connection.pointer), level, name, &value, &length)
      return value
    }
  }
}
