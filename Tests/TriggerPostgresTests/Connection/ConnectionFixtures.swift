import BlockingIO
import TestSupport
import TriggerPostgres

/// Enough for a busy machine; a test that needs it all has failed.
var soon: Deadline { .after(.seconds(30)) }

/// A connection to an empty database of its own.
func freshConnection(
  access: PostgresAccess = .readWrite, listeningTo channels: [String] = []
) async throws -> PostgresConnection {
  let url = try await PostgresServer.shared().freshDatabase(named: "connection", schema: nil)
  return try PostgresConnection(PostgresAddress(url), access: access, listeningTo: channels)
}

/// Completes when a statement whose text contains `fragment` runs on the shared server, or none does any more.
func wait(untilRunning isRunning: Bool, _ fragment: String) async throws {
  let server = try await PostgresServer.shared()
  let script = """
    DO $$ BEGIN
      WHILE \(isRunning ? "NOT" : "") EXISTS (
        SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%\(fragment)%' AND pid <> pg_backend_pid())
      LOOP
        PERFORM pg_sleep(0.005);
        PERFORM pg_stat_clear_snapshot();
      END LOOP;
    END $$
    """
  try await server.execute(script, at: server.url(database: "postgres"))
}
