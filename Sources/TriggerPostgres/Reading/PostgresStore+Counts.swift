import TriggerCore

extension PostgresStore {
  public func counts(_ query: CountQuery, now: Instant?) async throws -> StateCounts {
    let names = try await loadedCatalog().names
    return try await read { transaction in
      let clock = ContinuousClock()
      let start = clock.now
      let answers = try transaction.runByIndex(
        CountStatements.unprocessed(names, limits: query.limits, now: now),
        CountStatements.outcomes(names, query, now: now))
      var tallies = try UnprocessedTallies(answers[0])
      if tallies.total > CountStatements.unprocessedCap {
        let estimate = try transaction.query(CountStatements.beyondCap(names), [.instant(now), .text(names.trigger)])[0]
        tallies.extend(estimatedTotal: try estimate.get(0), scheduled: try estimate.get(1))
      }
      let outcomes = try OutcomeTallies(answers[1][0], query)
      var states = tallies.states
      states[.failed] = outcomes.failed
      states[.succeeded] = outcomes.succeeded
      return StateCounts(
        states: states, due: tallies.due, oldestDue: tallies.oldestDue, processedLastMinute: outcomes.lastMinute,
        types: tallies.types, scanned: tallies.scanned, at: outcomes.at, cost: clock.now - start)
    }
  }

  public func count(_ filter: TriggerFilter, limits: TryLimits, examine: Int, now: Instant?) async throws -> Tally {
    let examine = max(1, examine)
    let trigger = try await loadedCatalog().trigger
    let statements = TallyStatement.all(for: filter, limits: limits, examine: examine, now: now, trigger: trigger)
    return try await read { transaction in
      var found = 0
      for statement in statements {
        let row = try transaction.runByIndex(statement)[0][0]
        let (looked, matching): (Int, Int) = (try row.get(0), try row.get(1))
        if looked <= examine { return Tally(matching) }
        found = max(found, matching)
      }
      if filter == TriggerFilter() {
        let all = try transaction.query(TallyStatement.estimate, [.text(trigger)]).first?.get(0, as: Int?.self)
        if let all, all > found { return Tally(all, .estimate) }
      }
      return Tally(found, .atLeast)
    }
  }
}

/// Statements of bounded cost, on the indexes that Django makes.
enum CountStatements {
  static let unprocessedCap = 50_000
  static let outcomeCap = 100_000
  static let scheduledCap = 10_000

  /// Unprocessed rows by type and state, at most one more than the cap.
  static func unprocessed(_ names: TableNames, limits: TryLimits, now: Instant?) -> PostgresStatement {
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
          WHERE \(condition.due) AND isfinite(greatest(process_after, date_received)))
      FROM (
        SELECT trigger_type, date_received, date_processed, process_after, number_of_tries
        FROM \(names.trigger) WHERE date_processed IS NULL LIMIT \(unprocessedCap + 1)) AS waiting
      GROUP BY 1, 2
      """, [.instant(now), .int64(Int64(limits.warning))])
  }

  /// The newest outcomes; one row.
  static func outcomes(_ names: TableNames, _ query: CountQuery, now: Instant?) -> PostgresStatement {
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
        WHERE date_processed >= \(time) - $4 * interval '1 microsecond'
        ORDER BY date_processed DESC LIMIT \(outcomeCap + 1)) AS newest
      """,
      [now, .microseconds(query.failedWindow), .microseconds(query.doneWindow), .microseconds(longest)])
  }

  /// For a backlog beyond the cap: all unprocessed by the statistics, and the scheduled ones up to a cap of their own.
  static func beyondCap(_ names: TableNames) -> String {
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
        WHERE process_after >= \(SQLClock.now("$1")) AND date_processed IS NULL AND number_of_tries < 1
        LIMIT \(scheduledCap + 1)) AS scheduled)
    """
  }
}
