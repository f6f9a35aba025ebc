import Glibc
import Synchronization

/// A throwaway PostgreSQL from the installed Debian package, on 127.0.0.1 and a socket, gone when the tests end.
///
/// Everybody is let in without a password, but members of the role `password_required` must give theirs over TCP.
public final class PostgresServer: Sendable {
  /// One for the whole test process, started when it is first asked for: in about a second.
  public static func shared() async throws -> PostgresServer {
    try await sharedServer.value
  }

  private static let sharedServer = Task { try await PostgresServer.started() }

  /// A server for one test, which may suspend or kill it; it ends with the last reference.
  public static func dedicated() async throws -> PostgresServer {
    try await started(from: "\(shared().socketDirectory)/blank")
  }

  private static func started(from blank: String = "") async throws -> PostgresServer {
    let server = try PostgresServer(blank)
    try await server.start()
    try await server.maintenance.execute("CREATE ROLE password_required NOLOGIN")
    return server
  }

  public let port: Int
  private let supervisor: Supervisor
  private let binaries: String
  /// By which databases are made.
  private let maintenance: DirectConnection
  private let templates = Mutex<[TriggerSchema: Task<String, any Error>]>([:])
  private let databaseCount = Atomic(0)

  /// - Parameter blank: what initdb made before, to be copied; empty where there is nothing yet, and then it is kept.
  private init(_ blank: String) throws {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob("/usr/lib/postgresql/*/bin/postgres", 0, nil, &found) == 0, found.gl_pathc > 0,
      let path = found.gl_pathv[Int(found.gl_pathc) - 1]
    else { throw ServerFailure(description: "No PostgreSQL server is installed: apt-get install postgresql") }
    binaries = String(String(cString: path).dropLast("/postgres".count))
    port = try freePort()
    maintenance = DirectConnection("postgresql://postgres@127.0.0.1:\(port)/postgres")
    supervisor = try Supervisor(name: "pg", script: Self.script, arguments: ["\(port)", binaries, blank])
  }

  /// The directory of the Unix socket, for `host=`.
  public var socketDirectory: String { supervisor.directory }

  /// A URL of a database over TCP; the user postgres may do anything.
  public func url(database: String, user: String = "postgres", password: String? = nil) -> String {
    let credentials = password.map { "\(user):\($0)" } ?? user
    return "postgresql://\(credentials)@127.0.0.1:\(port)/\(database)"
  }

  /// Creates a database and returns its URL.
  ///
  /// - Parameters:
  ///   - name: its beginning, in lower case; a number makes it unique.
  ///   - schema: django-triggers' tables, or nil for an empty database.
  public func freshDatabase(named name: String = "test", schema: TriggerSchema? = .identity) async throws -> String {
    let template = if let schema { try await template(for: schema) } else { "template0" }
    return try await createDatabase(named: name, from: template)
  }

  /// Creates a database with Django's tables whose texts are kept in that encoding, and returns its URL.
  public func freshDatabase(named name: String, encoding: String) async throws -> String {
    let url = try await createDatabase(
      named: name, from: "template0 ENCODING '\(encoding)' LC_COLLATE 'C' LC_CTYPE 'C'")
    try await execute(TriggerSchema.identity.sql, at: url)
    return url
  }

  /// Copies a database of this server, to which nobody may be connected, and returns the copy's URL.
  public func copy(of url: String, named name: String = "copy") async throws -> String {
    let template = url.split(separator: "/").last.map(String.init) ?? ""
    return try await createDatabase(named: name, from: "\"\(template)\"")
  }

  private func createDatabase(named name: String, from template: String) async throws -> String {
    let number = databaseCount.add(1, ordering: .relaxed).newValue
    let database = "\(name)_\(number)"
    try await maintenance.execute("CREATE DATABASE \"\(database)\" TEMPLATE \(template)\(strategy)")
    return url(database: database)
  }

  /// Half as much work as the other strategy, before which there was none but this.
  private var strategy: String {
    let version = binaries.split(separator: "/").dropLast().last.flatMap { Int($0) } ?? 0
    return version < 15 ? "" : " STRATEGY file_copy"
  }

  private func template(for schema: TriggerSchema) async throws -> String {
    try await templates.withLock { templates in
      let task =
        templates[schema]
        ?? Task {
          let name = "template_\(schema)"
          try await self.maintenance.execute("CREATE DATABASE \(name)")
          try await self.execute(schema.sql, at: self.url(database: name))
          return name
        }
      templates[schema] = task
      return task
    }.value
  }

  /// Runs statements past all code under test, and returns the last one's rows as text.
  @discardableResult
  public func execute(_ sql: String, at url: String) async throws -> [[String?]] {
    try await DirectConnection(url).execute(sql)
  }

  /// What PostgreSQL's own pg_dump writes of the schema of tables and sequences, comments and settings left out.
  /// - Parameter pattern: as in psql: `djtriggers_*`.
  public func schemaDump(of pattern: String, at url: String) async throws -> [String] {
    let run = try await ProgramRun.run(
      "\(binaries)/pg_dump", ["--schema-only", "--no-owner", "--table", pattern, "--dbname", url])
    guard run.status == 0 else { throw ServerFailure(description: run.errors) }
    let skipped = ["--", "SET ", "SELECT ", "\\"]
    return run.output.split(separator: "\n").map(String.init).filter { line in
      !skipped.contains { line.hasPrefix($0) }
    }
  }

  /// Starts it again after `stop` or `kill`, on the same port and data.
  public func start() async throws {
    try await supervisor.perform("start")
  }

  /// Ends all connections at once, with a word to each client.
  public func stop() async throws {
    try await supervisor.perform("stop")
  }

  /// Ends all its processes without a word.
  public func kill() async throws {
    try await supervisor.perform("kill")
  }

  /// Freezes all its processes: it accepts, and never answers.
  public func suspend() async throws {
    try await supervisor.perform("suspend")
  }

  public func resume() async throws {
    try await supervisor.perform("resume")
  }

  /// Without autovacuum, which would go around hundreds of databases and change plans when it likes.
  private static let script = """
    dir=$1 port=$2 bin=$3 blank=$4
    stop_signal=QUIT
    # Neither initdb nor postgres runs as root; runuser would stay as a parent, which stops with a suspended child.
    if [ "$(id -u)" = 0 ]; then
      as_postgres="setpriv --reuid=postgres --regid=postgres --init-groups"
      chown postgres "$dir"
    fi
    chmod 755 "$dir"
    server_pid() { head -n 1 "$dir/data/postmaster.pid"; }
    start() {
      if [ ! -d "$dir/data" ]; then
        if [ -z "$blank" ]; then
          blank=$dir/blank
          $as_postgres "$bin/initdb" -D "$blank" -U postgres --auth=trust --no-sync -E UTF8 --locale=C.UTF-8 2>&1 |
            tail -n 3 >"$dir/initdb.log"
          [ -f "$blank/postgresql.conf" ] || { cat "$dir/initdb.log"; return 1; }
        fi
        cp -a "$blank" "$dir/data"
        printf '%s\\n' 'local all all trust' 'host all +password_required 127.0.0.1/32 scram-sha-256' \\
          'host all all 127.0.0.1/32 trust' >"$dir/data/pg_hba.conf"
      fi
      serve 'ready to accept connections' $as_postgres "$bin/postgres" -D "$dir/data" -p "$port" -h 127.0.0.1 -k "$dir" \\
        -c autovacuum=off -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB -c max_connections=200
    }
    """
}
