import TestSupport
import TriggerCore
import TriggerPostgres
import TriggerSQLite

/// A long queue of hostile shape, ascending by id: what was processed, a quarter of a thousandth of it failed; triggers
/// scheduled for later; due ones of a type that nobody handles; and only then those that are to be claimed.
struct BigQueue {
  static let types = ["breakfast", "pay_bill"]
  static let due = 2_000
  static let least = 10_000

  let name: String
  let store: any TriggerStore
  /// Kept until the measurements are over.
  private let holder: (any Sendable)?

  static func postgres(rows: Int, indexes: Bool) async throws -> BigQueue {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "big")
    try await server.execute(shape(rows, time: { "now() + interval '1 second' * (\($0))" }), at: url)
    let store = try PostgresStore(url)
    _ = try await store.migrate(dryRun: false)
    if indexes { _ = try await store.add(.indexes, dryRun: false) }
    for statement in ["VACUUM ANALYZE", "CHECKPOINT"] { try await server.execute(statement, at: url) }
    return BigQueue(name: "PostgreSQL\(indexes ? ", --indexes" : "")", store: store, holder: server)
  }

  /// - Parameter isOwn: a file that triggertop made, which has an index for claims; else as Django leaves it.
  static func sqlite(rows: Int, isOwn: Bool) async throws -> BigQueue {
    let directory = try TemporaryDirectory()
    let path = directory.file("queue.sqlite3")
    let store = SQLiteStore(path: path, mode: .createIfMissing)
    _ = try await store.facts()
    try await DirectSQLite.run(
      [
        shape(rows, time: { "strftime('%Y-%m-%d %H:%M:%f000', 'now', (\($0)) || ' seconds')" }),
        isOwn ? "ANALYZE" : "DROP INDEX triggertop_due",
      ], at: path)
    return BigQueue(name: "SQLite, \(isOwn ? "own" : "Django's") file", store: store, holder: directory)
  }

  /// - Parameter time: of an expression in seconds from now.
  private static func shape(_ rows: Int, time: (String) -> String) -> String {
    let unhandled = rows - due
    let scheduled = unhandled - rows / 10
    let processed = scheduled - rows * 15 / 100
    return """
      WITH RECURSIVE row (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < \(rows))
      INSERT INTO djtriggers_trigger (
        trigger_type, source, date_received, date_processed, process_after, number_of_tries, successful)
      SELECT
        CASE WHEN n > \(scheduled) AND n <= \(unhandled) THEN 'legacy_import'
          WHEN n % 2 = 0 THEN 'breakfast' ELSE 'pay_bill' END,
        'order$' || n,
        \(time("(n - \(rows)) - 60")),
        CASE WHEN n <= \(processed) THEN \(time("(n - \(rows)) - 30")) END,
        CASE WHEN n > \(processed) AND n <= \(scheduled) THEN \(time("n"))
          WHEN n > \(unhandled) AND n % 4 = 0 THEN \(time("(n - \(rows)) / 2 - 5")) END,
        CASE WHEN n <= \(processed) AND n % 4000 = 0 THEN 5 ELSE 0 END,
        CASE WHEN n <= \(processed) THEN n % 4000 <> 0 END
      FROM row
      """
  }
}
