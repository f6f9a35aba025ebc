import GRDB
import TriggerCore

extension SQLiteStore {
  /// What has a time is found by index, what has none among the window's first rows. Without the index of our own files
  /// a queue with nothing due is walked whole to know it, as `claim` does.
  public func nextDue(types: [String], now: Instant?) async throws -> Instant? {
    if types.isEmpty { return nil }
    return try await database.read { db in
      let now = (now ?? .now).storedText
      let free = try db.sideTables == nil ? "" : Self.isUnclaimed
      var times: [String?] = []
      if try known.hasDueIndex(db) {
        for type in distinct(types) {
          let names = DataValue.array([.text(type)]).json
          times.append(
            try String.fetchOne(
              db, sql: Self.nextByType(free),
              arguments: Self.arguments(["types": names, "window": Self.window], now: now, in: free)))
        }
      } else {
        let names = DataValue.array(types.map(DataValue.text)).json
        times.append(
          try String.fetchOne(
            db, sql: Self.nextByWalk(free), arguments: ["types": names, "now": now, "window": Self.window]))
      }
      // What is no time is due where `claim` takes it for due: by its text.
      let due = times.compactMap(\.self).map { Instant(stored: $0) ?? ($0 < now ? .negativeInfinity : .infinity) }.min()
      return due == .infinity ? nil : due
    }
  }

  private static let isUnclaimed = """
    AND NOT EXISTS (
      SELECT 1 FROM triggertop_claim c
      WHERE c.trigger_id = t.id AND c.received = t.date_received AND c.lease_until > :now)
    """

  /// - Parameter free: the only part that may name the time.
  private static func arguments(_ arguments: StatementArguments, now: String, in free: String) -> StatementArguments {
    free.isEmpty ? arguments : arguments + ["now": now]
  }

  private static func nextByType(_ free: String) -> String {
    """
    SELECT CAST(min(due) AS TEXT) FROM (
      SELECT * FROM (\(candidatesOfType) AND t.process_after IS NULL \(free) LIMIT :window)
      UNION ALL
      SELECT * FROM (\(candidatesOfType) AND t.process_after > '' \(free)
        ORDER BY t.process_after LIMIT 1)
    )
    """
  }

  private static func nextByWalk(_ free: String) -> String {
    """
    SELECT CAST(min(due) AS TEXT) FROM (
      SELECT * FROM (\(candidates) AND +t.trigger_type IN (SELECT value FROM json_each(:types))
        AND (t.process_after IS NULL OR t.process_after < :now) \(free) LIMIT :window)
      UNION ALL
      SELECT * FROM (SELECT t.id, t.process_after, t.trigger_type FROM djtriggers_trigger t
        WHERE t.process_after >= :now AND +t.date_processed IS NULL
        AND +t.trigger_type IN (SELECT value FROM json_each(:types)) \(free) ORDER BY t.process_after LIMIT 1))
    """
  }
}
