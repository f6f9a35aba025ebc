import GRDB
import TriggerCore

extension SQLiteStore {
  /// What has a time is found by index, what has none among the window's first rows. Without the index of our own files
  /// a queue with nothing due is walked whole to know it, as `claim` does.
  public func nextDue(types: [String], now: Instant?) async throws -> Instant? {
    if types.isEmpty { return nil }
    return try await database.read { db in
      var times: [String?] = []
      if try db.has(Schema.dueIndex) {
        for type in distinct(types) {
          let names = DataValue.array([.text(type)]).json
          times.append(
            try String.fetchOne(db, sql: Self.nextByType, arguments: ["types": names, "window": Self.window]))
        }
      } else {
        let names = DataValue.array(types.map(DataValue.text)).json
        let now = (now ?? .now).storedText
        times.append(
          try String.fetchOne(
            db, sql: Self.nextByWalk, arguments: ["types": names, "now": now, "window": Self.window]))
      }
      return times.compactMap { $0.flatMap(Instant.init(stored:)) }.min().flatMap { $0 == .infinity ? nil : $0 }
    }
  }

  private static let nextByType = """
    SELECT CAST(min(due) AS TEXT) FROM (
      SELECT * FROM (\(candidatesOfType) AND t.process_after IS NULL LIMIT :window)
      UNION ALL
      SELECT * FROM (\(candidatesOfType) AND t.process_after > '' ORDER BY t.process_after LIMIT 1)
    )
    """

  private static let nextByWalk = """
    SELECT CAST(min(due) AS TEXT) FROM (
      SELECT * FROM (\(candidates) AND +t.trigger_type IN (SELECT value FROM json_each(:types))
        AND (t.process_after IS NULL OR t.process_after < :now) LIMIT :window)
      UNION ALL
      SELECT * FROM (SELECT t.id, t.process_after, t.trigger_type FROM djtriggers_trigger t
        WHERE t.process_after >= :now AND +t.date_processed IS NULL
        AND +t.trigger_type IN (SELECT value FROM json_each(:types)) ORDER BY t.process_after LIMIT 1))
    """
}
