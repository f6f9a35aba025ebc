import GRDB
import TriggerCore

extension SQLiteStore {
  public func forget(
    olderThan age: Duration, limit: Int, after place: HistoryPlace?, now: Instant?
  ) async throws -> ForgottenHistory {
    if limit < 1 { return ForgottenHistory(place: place) }
    return try await database.write { db in
      try known.requireWorkTables(db)
      let before = ((now ?? .now) - age).storedText
      var removed = try forgetActions(before: before, limit: limit, db)
      let left = limit - removed
      if left < 1 { return ForgottenHistory(removed: removed, place: place) }
      let old = try Row.fetchAll(
        db.cachedStatement(sql: Self.oldAttempts),
        arguments: [place?.started.storedText ?? "", place?.id ?? .min, before, left])
      let going = old.filter { $0[2] }.map { $0[1] as Int64 }
      try db.cachedStatement(sql: "DELETE FROM triggertop_attempt WHERE id IN (SELECT value FROM json_each(?))")
        .execute(arguments: [going.json])
      removed += going.count
      guard old.count == left, let last = old.last, let started = Instant(stored: last[0]) else {
        return ForgottenHistory(removed: removed)
      }
      return ForgottenHistory(removed: removed, place: HistoryPlace(started: started, id: last[1]))
    }
  }

  /// Each with whether its trigger is processed, or gone.
  static let oldAttempts = """
    SELECT started_at, id, NOT EXISTS (
      SELECT 1 FROM djtriggers_trigger t
      WHERE t.id = a.trigger_id AND t.date_received = a.received AND t.date_processed IS NULL)
    FROM triggertop_attempt a
    WHERE (started_at, id) > (?, ?) AND started_at < ? ORDER BY started_at, id LIMIT ?
    """

  /// From the front, as their ids tell the order; what they did to triggers goes once they are gone themselves, so that
  /// none is ever listed that is whole no more.
  private func forgetActions(before: String, limit: Int, _ db: Database) throws -> Int {
    try db.cachedStatement(
      sql: """
        DELETE FROM triggertop_action WHERE id IN (
          SELECT id FROM (SELECT id, max(at) OVER (ORDER BY id) AS latest FROM (
            SELECT id, at FROM triggertop_action ORDER BY id LIMIT :limit))
          WHERE latest < :before)
        """
    ).execute(arguments: ["limit": limit, "before": before])
    let actions = db.changesCount
    try db.cachedStatement(
      sql: """
        DELETE FROM triggertop_action_item WHERE (action_id, trigger_id) IN (
          SELECT action_id, trigger_id FROM triggertop_action_item
          WHERE action_id < coalesce((SELECT min(id) FROM triggertop_action), 9223372036854775807)
          ORDER BY action_id, trigger_id LIMIT ?)
        """
    ).execute(arguments: [limit - actions])
    return actions + db.changesCount
  }
}
