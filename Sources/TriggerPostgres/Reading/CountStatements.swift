import TriggerCore

/// Counts on the indexes that Django makes. With a cap they look at no more rows than that and one more.
enum CountStatements {
  static let unprocessedCap = 50_000
  static let outcomeCap = 100_000
  static let scheduledCap = 10_000

  /// Unprocessed rows by type and state.
  static func unprocessed(
    _ names: TableNames, limits: TryLimits, cap: Int?, now: Instant?
  ) -> PostgresStatement {
    let condition = StateCondition(warning: "$2", now: SQLClock.now("$1"))
    let cases = TriggerState.allCases.filter(\.isUnprocessed)
      .map { "WHEN \(condition.sql($0)) THEN '\($0.rawValue)'" }.joined(separator: "\n    ")
    return PostgresStatement(
      """
      SELECT trigger_type, CASE
          \(cases)
        END AS state, count(*),
        count(*) FILTER (WHERE \(condition.due)),
        min(greatest(process_after, date_received)) FILTER (
          WHERE \(condition.due) AND isfinite(greatest(process_after, date_received))
            AND greatest(process_after, date_received) >= '2000-01-01 00:00:00+00')
      FROM (
        SELECT trigger_type, date_received, date_processed, process_after, number_of_tries
        FROM \(names.trigger) WHERE date_processed IS NULL \(limit(cap))) AS waiting
      GROUP BY 1, 2
      """, [.instant(now), .int64(Int64(limits.warning))])
  }

  /// The newest outcomes; one row.
  static func outcomes(_ names: TableNames, _ query: CountQuery, cap: Int?, now: Instant?) -> PostgresStatement {
    let now = PostgresValue.instant(now)
    let time = SQLClock.now("$1")
    let longest = max(query.failedWindow, query.doneWindow, .minutes(1))
    return PostgresStatement(
      """
      SELECT count(*) FILTER (
          WHERE successful IS FALSE AND date_processed >= \(time) - $2 * interval '1 microsecond'),
        count(*) FILTER (
          WHERE successful IS NOT FALSE AND date_processed >= \(time) - $3 * interval '1 microsecond'),
        count(*) FILTER (WHERE date_processed >= \(time) - interval '1 minute'),
        count(*), min(date_processed), \(time)
      FROM (
        SELECT date_processed, successful FROM \(names.trigger)
        WHERE date_processed BETWEEN \(time) - $4 * interval '1 microsecond' AND \(time)
        \(cap == nil ? "" : "ORDER BY date_processed DESC \(limit(cap))")) AS newest
      """,
      [now] + [query.failedWindow, query.doneWindow, longest].map { .microseconds(min($0, .longestWindow)) })
  }

  /// What was given up within a window, by `PostgresExtra.failedIndex`, at most one more than the cap.
  static func failed(_ names: TableNames, within window: Duration, now: Instant) -> PostgresStatement {
    PostgresStatement(
      """
      SELECT count(*) FROM (
        SELECT FROM \(names.trigger)
        WHERE date_processed IS NOT NULL AND successful IS FALSE
          AND date_processed BETWEEN $1 - $2 * interval '1 microsecond' AND $1
        \(limit(outcomeCap))) AS failed
      """, [.instant(now), .microseconds(min(window, .longestWindow))])
  }

  /// For a backlog beyond the cap: all unprocessed by the statistics, and the scheduled ones up to a cap of their own.
  static func beyondCap(_ names: TableNames, now: Instant) -> PostgresStatement {
    PostgresStatement(
      """
      SELECT coalesce((
          SELECT (c.reltuples * s.null_frac)::bigint
          FROM pg_class AS c
          JOIN pg_namespace AS n ON n.oid = c.relnamespace
          JOIN pg_stats AS s
            ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = 'date_processed'
          WHERE c.oid = to_regclass($2)), 0),
        (SELECT count(*) FROM (
          SELECT FROM \(names.trigger)
          WHERE process_after >= $1 AND date_processed IS NULL AND number_of_tries < 1
          \(limit(scheduledCap))) AS scheduled)
      """, [.instant(now), .text(names.trigger)])
  }

  private static func limit(_ cap: Int?) -> String { cap.map { "LIMIT \($0 + 1)" } ?? "" }
}
