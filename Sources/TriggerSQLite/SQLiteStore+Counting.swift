import GRDB
import TriggerCore

extension SQLiteStore {
  /// Unprocessed rows looked at, and processed ones, newest first.
  static let caps = (unprocessed: 50_000, processed: 100_000)

  /// All rows are counted by their index alone: a million in some 20 ms.
  private static let mostCounted = 2_000_000

  public func count(_ filter: TriggerFilter, limits: TryLimits, examine: Int, now: Instant?) async throws -> Tally {
    try await database.read { db in
      let most = filter == TriggerFilter() ? Self.mostCounted : max(1, examine)
      let sql = FilterSQL(filter: filter, limits: limits, now: now ?? .now)
      let row = try SQLRequest<Row>(
        literal: """
          SELECT count(*), total(matches) FROM (
            SELECT (\(sql.condition)) IS TRUE AS matches FROM djtriggers_trigger t WHERE \(sql.universe) LIMIT \(most + 1))
          """
      ).fetchOne(db)
      let (looked, matching) = (row?[0] as Int? ?? 0, Int(row?[1] as Double? ?? 0))
      return Tally(matching, looked > most ? .atLeast : .exact)
    }
  }

  public func counts(_ query: CountQuery, now: Instant?) async throws -> StateCounts {
    let clock = ContinuousClock()
    let started = clock.now
    return try await database.read { db in
      let now = now ?? .now
      let waiting = try UnprocessedCounts(db, limits: query.limits, now: now, cap: Self.caps.unprocessed)
      let done = try ProcessedCounts(db, query, now: now, cap: Self.caps.processed)
      var states = waiting.states
      states[.failed] = done.failed
      states[.succeeded] = done.succeeded
      return StateCounts(
        states: states, due: waiting.due, oldestDue: waiting.types.compactMap(\.oldestDue).min(),
        processedLastMinute: done.lastMinute, types: waiting.types, scanned: waiting.scanned, at: now,
        cost: clock.now - started)
    }
  }
}
