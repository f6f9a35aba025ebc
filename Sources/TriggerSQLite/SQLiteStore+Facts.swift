import GRDB
import Glibc
import TriggerCore

extension SQLiteStore {
  public func facts() async throws -> StoreFacts {
    let (name, readOnlyReason) = (database.name, readOnlyReason)
    return try await database.read { db in
      StoreFacts(
        kind: .sqlite, name: name, version: try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "",
        readOnlyReason: readOnlyReason, sideTables: try db.sideTables, isOwn: try db.isOwn,
        childTables: try ForeignKeys(db).direct.map(\.table).filter { $0 != "djtriggers_triggerresult" }.sorted(),
        clock: .now)
    }
  }

  private var readOnlyReason: String? {
    guard case .file(let path, let mode) = database.location else { return nil }
    if mode == .readOnly { return "opened read-only" }
    return access(path, W_OK) == 0 ? nil : "this user may not write \(path)"
  }

  public func migrate(dryRun: Bool) async throws -> [String] {
    dryRun
      ? try await database.read { db in try Schema.migrate(db, dryRun: true) }
      : try await database.write { db in try Schema.migrate(db, dryRun: false) }
  }

  /// The least of the first rows of each type: without the index of our own files, of the first rows there are.
  public func nextDue(types: [String], now: Instant?) async throws -> Instant? {
    try await database.read { db in
      let isIndexed = try db.has(Schema.dueIndex)
      let types = types.filter { !$0.unicodeScalars.contains("\0") }
      let column = isIndexed ? "t.trigger_type" : "+t.trigger_type"
      let sql = """
        SELECT min(due) FROM (
          SELECT * FROM (SELECT t.date_received AS due FROM djtriggers_trigger t WHERE \(column) = :type
            AND t.date_processed IS NULL AND t.process_after IS NULL LIMIT 2000)
          UNION ALL
          SELECT * FROM (SELECT t.process_after FROM djtriggers_trigger t WHERE \(column) = :type
            AND t.date_processed IS NULL AND t.process_after IS NOT NULL ORDER BY t.process_after LIMIT 1))
        """
      let times = try types.compactMap { type in
        try String.fetchOne(db, sql: sql, arguments: ["type": type]).flatMap(Instant.init(stored:))
      }
      return times.min().flatMap { $0 == .infinity ? nil : $0 }
    }
  }
}
