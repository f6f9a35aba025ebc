import TriggerCore

extension PostgresStore {
  public func forget(
    olderThan age: Duration, limit: Int, after place: HistoryPlace?, now: Instant?
  ) async throws -> ForgottenHistory {
    let names = try await catalogForWork().names
    if limit < 1 { return ForgottenHistory(place: place) }
    let statement = ForgetStatement.statement(names, olderThan: age, limit: limit, after: place, now: now)
    let row = try await write(statement)[0]
    let removed: Int = try row.get(0)
    // What actions left of the limit was nothing: no attempt was looked at.
    if try row.get(1, as: Int.self) == 0 { return ForgottenHistory(removed: removed, place: place) }
    guard let started: Instant = try row.get(2), let id: Int64 = try row.get(3) else {
      return ForgottenHistory(removed: removed)
    }
    return ForgottenHistory(removed: removed, place: HistoryPlace(started: started, id: id))
  }
}

/// Forgets in one statement, by keys and by the index on when attempts began: what it reads grows with the limit alone.
enum ForgetStatement {
  /// It answers with how many rows it removed, how many attempts it might look at, and the last of these where there
  /// were as many.
  ///
  /// Actions go from the front, as their ids tell the order, and what they did to triggers goes after them. Triggers are
  /// looked up one by one. Where row security may hide triggers from the role, one that it does not see is not gone.
  static func statement(
    _ names: TableNames, olderThan age: Duration, limit: Int, after place: HistoryPlace?, now: Instant?
  ) -> PostgresStatement {
    let before = "\(SQLClock.now("$1")) - $2 * interval '1 microsecond'"
    return PostgresStatement(
      """
      WITH n AS MATERIALIZED (SELECT id, at FROM \(names.action) ORDER BY id LIMIT $3),
      b AS MATERIALIZED (
        SELECT coalesce(
          (SELECT min(id) FROM n WHERE at >= \(before)),
          (SELECT CASE WHEN count(*) < $3 THEN 9223372036854775807 ELSE max(id) + 1 END FROM n)) AS id),
      a AS (
        DELETE FROM \(names.action) WHERE id = ANY (ARRAY(SELECT id FROM n WHERE id < (SELECT id FROM b)))
        RETURNING 1),
      l AS MATERIALIZED (
        SELECT ctid AS place FROM \(names.actionItem)
        WHERE action_id < (SELECT id FROM b)
        ORDER BY action_id, trigger_id LIMIT $3 - (SELECT count(*) FROM a)),
      i AS (
        DELETE FROM \(names.actionItem) WHERE ctid = ANY (ARRAY(SELECT place FROM l))
        RETURNING 1),
      r AS MATERIALIZED (SELECT $3 - (SELECT count(*) FROM a) - (SELECT count(*) FROM i) AS rest),
      w AS MATERIALIZED (
        SELECT id, trigger_id, received, started_at FROM \(names.attempt)
        WHERE started_at < \(before) AND started_at >= $4 AND (started_at, id) > ($4, $5)
        ORDER BY started_at, id LIMIT (SELECT rest FROM r)),
      g AS (
        DELETE FROM \(names.attempt) WHERE id = ANY (ARRAY(
          SELECT w.id FROM w
          WHERE coalesce((
            SELECT t.date_processed IS NOT NULL FROM \(names.trigger) AS t
            WHERE t.id = w.trigger_id AND t.date_received = w.received), NOT \(names.hidesTriggers))))
        RETURNING 1),
      e AS (SELECT id, started_at FROM w ORDER BY started_at DESC, id DESC LIMIT 1)
      SELECT (SELECT count(*) FROM a) + (SELECT count(*) FROM i) + (SELECT count(*) FROM g), r.rest,
        CASE WHEN f.is_full THEN e.started_at END, CASE WHEN f.is_full THEN e.id END
      FROM r
      CROSS JOIN LATERAL (SELECT (SELECT count(*) FROM w) = r.rest AS is_full) AS f
      LEFT JOIN e ON true
      """,
      [
        .instant(now), .int64(age.microseconds), .int64(Int64(limit)), .instant(place?.started ?? .negativeInfinity),
        .int64(place?.id ?? .min),
      ])
  }
}
