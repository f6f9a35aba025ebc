import Foundation
import Glibc
import Synchronization

/// A throwaway Redis from the installed Debian package, on 127.0.0.1 and a socket, gone when the tests end.
public final class RedisServer: Sendable {
  /// One for the whole test process, started when it is first asked for.
  public static func shared() async throws -> RedisServer {
    try await sharedServer.value
  }

  private static let sharedServer = Task { try await RedisServer.dedicated() }

  /// A server for one test, which may suspend or kill it; it ends with the last reference.
  public static func dedicated() async throws -> RedisServer {
    let server = try RedisServer()
    try await server.start()
    return server
  }

  public let port: Int
  private let supervisor: Supervisor
  private let databaseCount = Atomic(0)

  private init() throws {
    let program = "/usr/bin/redis-server"
    guard access(program, X_OK) == 0 else {
      throw ServerFailure(description: "No Redis server is installed: apt-get install redis-server")
    }
    port = try freePort()
    supervisor = try Supervisor(name: "redis", script: Self.script, arguments: ["\(port)", program])
  }

  /// The path of the Unix socket.
  public var socketPath: String { "\(supervisor.directory)/redis.sock" }

  public func url(database: Int = 0, login: String = "") -> String {
    "redis://\(login)127.0.0.1:\(port)/\(database)"
  }

  /// The URL of an empty database that no other test is given.
  public func freshDatabase() -> String {
    url(database: databaseCount.add(1, ordering: .relaxed).newValue)
  }

  /// Starts it again after `stop` or `kill`, on the same port; its data are lost.
  public func start() async throws {
    try await supervisor.perform("start")
  }

  public func stop() async throws {
    try await supervisor.perform("stop")
  }

  /// Ends it without a word.
  public func kill() async throws {
    try await supervisor.perform("kill")
  }

  /// Freezes it: it accepts, and never answers.
  public func suspend() async throws {
    try await supervisor.perform("suspend")
  }

  public func resume() async throws {
    try await supervisor.perform("resume")
  }

  private static let script = """
    dir=$1 port=$2 program=$3
    stop_signal=TERM
    server_pid() { cat "$dir/pid"; }
    start() {
      serve 'Ready to accept connections' "$program" --port "$port" --bind 127.0.0.1 --unixsocket "$dir/redis.sock" \\
        --dir "$dir" --pidfile "$dir/pid" --databases 10000 --save '' --appendonly no --daemonize no
    }
    """
}

extension RedisServer {
  /// Runs one command by `redis-cli`, so that tests of the program do not rest on its connection.
  @discardableResult
  public static func command(_ words: String..., at url: String) async throws -> String {
    let run = try await ProgramRun.run("redis-cli", ["-u", url] + words)
    guard run.status == 0 else { throw ServerFailure(description: run.errors) }
    return run.output.trimmingCharacters(in: .newlines)
  }
}
