import TriggerCore

/// When the next trigger falls due, as one row with one column.
enum NextDueStatement {
  static func statement(types: [String], now: Instant?, catalog: PostgresCatalog) -> PostgresStatement {
    let names = catalog.names
    let now = PostgresValue.instant(now)
    let free =
      catalog.sideTables == nil
      ? ""
      : "AND id NOT IN (SELECT trigger_id FROM \(names.claim) WHERE \(ClaimStatement.any) AND lease_until > \(time))"
    let sql = catalog.hasDueIndex ? byType(names.trigger, free: free) : sweep(names.trigger, free: free)
    return .kept(sql, [now, .texts(types)])
  }

  private static let time = SQLClock.now("$1")

  /// The first of each type at both ends of the index.
  private static func byType(_ trigger: String, free: String) -> String {
    """
    SELECT min(due)
    FROM unnest($2) AS y (type)
    CROSS JOIN LATERAL (
      (SELECT date_received AS due FROM \(trigger)
        WHERE date_processed IS NULL AND trigger_type = y.type AND process_after IS NULL \(free)
        ORDER BY process_after, date_received, id LIMIT 1)
      UNION ALL
      (SELECT process_after AS due FROM \(trigger)
        WHERE date_processed IS NULL AND trigger_type = y.type AND process_after < 'infinity' \(free)
        ORDER BY process_after, date_received, id LIMIT 1)) AS first
    """
  }

  /// The oldest of what is due, of a window if there is much; else the first that falls due.
  private static func sweep(_ trigger: String, free: String) -> String {
    """
    SELECT coalesce(
      (SELECT min(due) FROM (
        SELECT coalesce(process_after, date_received) AS due FROM \(trigger)
        WHERE \(ClaimStatement.isDue(at: time)) AND \(ClaimStatement.type) = ANY ($2) \(free)
        LIMIT \(ClaimStatement.window)) AS waiting),
      (SELECT process_after FROM \(trigger)
        WHERE process_after >= \(time) AND process_after < 'infinity' AND date_processed IS NULL
          AND trigger_type = ANY ($2) \(free)
        ORDER BY process_after LIMIT 1))
    """
  }
}
