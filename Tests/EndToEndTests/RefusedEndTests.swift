import Foundation
import TestSupport
import Testing

@Suite("An end that the database refuses", .heavy)
struct RefusedEndTests {
  /// A home whose handler notes each run, and whose leases are short.
  private func home() throws -> Workspace {
    let home = try Workspace()
    let path = try home.write("echo $TRIGGER_ID >> \"$1/effects\"\n", to: "job.sh")
    try home.write(
      """
      [handlers.job]
      command = ["/bin/sh", "\(path)", "\(home.directory.path)"]
      [processor]
      lease = "3s"
      """, to: "config/triggertop/config.toml")
    return home
  }

  private func effects(in home: Workspace) throws -> String {
    try String(contentsOfFile: home.path("effects"), encoding: .utf8)
  }

  private static let says = "1 trigger ran, but how can't be recorded: 1;"

  @Test(
    "PostgreSQL, a trigger whose table is gone, or that keeps the row: run once, told, and --once ends with 1",
    .lasting,
    arguments: ["INSERT INTO audit VALUES (NEW.id); RETURN NEW;", "RETURN NULL;"])
  func postgres(body: String) async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders")
    let home = try home()
    _ = try await home.triggertop("migrate", "--database", url)
    _ = try await home.triggertop("fire", "job", "--database", url)
    try await server.execute(
      """
      CREATE TABLE audit (id integer);
      CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN \(body) END $$;
      CREATE TRIGGER audit BEFORE UPDATE ON djtriggers_trigger FOR EACH ROW EXECUTE FUNCTION audit();
      DROP TABLE audit;
      """, at: url)
    let run = try await home.triggertop("process", "--once", "--claims-only", "--database", url)
    #expect(run.status == 1)
    #expect(run.errors.contains(Self.says), "\(run.errors)")
    #expect(run.errors.components(separatedBy: "job 1 succeeded, but that can't be recorded").count == 2)
    #expect(try effects(in: home) == "1\n")
  }

  @Test(
    "SQLite, a trigger that raises, or that keeps the row: run once, told, and --once ends with 1", .lasting,
    arguments: [(#"raise(ABORT, \"no audit\")"#, "no audit"), ("raise(IGNORE)", "left as it is")])
  func sqlite(body: String, says: String) async throws {
    let home = try home()
    _ = try await home.triggertop("fire", "job")
    let barred = try await home.shell(
      """
      python3 -c '
      import os, sqlite3
      db = sqlite3.connect(os.environ["XDG_DATA_HOME"] + "/triggertop/queue.sqlite3")
      db.execute("CREATE TRIGGER audit BEFORE UPDATE ON djtriggers_trigger BEGIN SELECT \(body); END")
      '
      """)
    try #require(barred.status == 0, "\(barred.errors)")
    let run = try await home.triggertop("process", "--once")
    #expect(run.status == 1)
    #expect(run.errors.contains(Self.says), "\(run.errors)")
    #expect(run.errors.contains(says), "\(run.errors)")
    #expect(try effects(in: home) == "1\n")
  }

  @Test("A result that a LATIN1 database can't hold is told; the trigger is done")
  func latin1() async throws {
    let server = try await PostgresServer.shared()
    let other = try await server.freshDatabase(named: "orders", schema: nil)
    let name = "latin_\(ProcessInfo.processInfo.processIdentifier)"
    try await server.execute(
      "CREATE DATABASE \(name) ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0", at: other)
    let url = other.replacing(/\/orders_\d+/, with: "/\(name)")
    try await server.execute(TriggerSchema.identity.sql, at: url)
    let home = try Workspace()
    try home.write(
      """
      result_logger = "DatabaseLogger"
      [handlers.job]
      command = ["/bin/echo", "漢"]
      """, to: "config/triggertop/config.toml")
    _ = try await home.triggertop("migrate", "--database", url)
    _ = try await home.triggertop("fire", "job", "--database", url)
    let run = try await home.triggertop("process", "--once", "--claims-only", "--database", url)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("The result of job 1 could not be recorded"), "\(run.errors)")
    #expect(try await server.execute("SELECT successful FROM djtriggers_trigger", at: url) == [["t"]])
  }

  @Test("What is due and locked by another's transaction is told once, and --once ends", .lasting)
  func lockedRow() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "orders")
    let home = try home()
    _ = try await home.triggertop("migrate", "--database", url)
    for _ in 1...2 { _ = try await home.triggertop("fire", "job", "--database", url) }
    // Row security lets the role see the row, and not lock it: as another transaction does, for as long as it lasts.
    try await server.execute(
      """
      DROP ROLE IF EXISTS barred_worker; CREATE ROLE barred_worker LOGIN;
      GRANT ALL ON ALL TABLES IN SCHEMA public TO barred_worker;
      GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO barred_worker;
      ALTER TABLE djtriggers_trigger ENABLE ROW LEVEL SECURITY;
      CREATE POLICY seeing ON djtriggers_trigger FOR SELECT USING (true);
      CREATE POLICY changing ON djtriggers_trigger FOR UPDATE USING (id <> 1);
      """, at: url)
    let run = try await home.triggertop(
      "process", "--once", "--claims-only", "--database", url.replacing("postgres@", with: "barred_worker@"))
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.errors.contains("1 trigger is due but not to be claimed: 1; another transaction"), "\(run.errors)")
    #expect(run.errors.components(separatedBy: "Something is due that can't be locked").count == 2, "\(run.errors)")
    #expect(try effects(in: home) == "2\n")
    try await server.execute("DROP OWNED BY barred_worker; DROP ROLE barred_worker", at: url)
  }
}
