import GRDB
import TriggerCore

extension SQLiteStore {
  /// Unprocessed rows looked at whatever it takes, and processed ones, newest first.
  static let caps = (unprocessed: 50_000, processed: 100_000)

  /// All rows are counted by their index alone: a million in some 20 ms.
  private static let mostCounted = 2_000_000

  public func count(
    _ filter: TriggerFilter, limits: TryLimits, examine: Int, exactWithin: Duration, now: Instant?
  ) async throws -> Tally {
    let clock = ContinuousClock()
    let started = clock.now
    return try await database.read { db in
      let size = filter == TriggerFilter() ? Self.mostCounted : max(1, examine)
      let sql = FilterSQL(filter: filter, limits: limits, now: now ?? .now)
      var tally = Tally(0)
      for index in sql.indexes {
        var parts = IndexParts(index, size: size)
        repeat {
          guard let part = try parts.next(db) else { break }
          tally.value +=
            try Int.fetchOne(
              db,
              SQLRequest(
                literal: "SELECT count(*) FROM djtriggers_trigger t WHERE \(part) AND (\(sql.condition)) IS TRUE")) ?? 0
        } while !parts.isOver && clock.now - started < exactWithin
        if !parts.isOver { tally.exactness = .atLeast }
      }
      return tally
    }
  }

  public func counts(_ query: CountQuery, now: Instant?) async throws -> StateCounts {
    let clock = ContinuousClock()
    let started = clock.now
    return try await database.read { db in
      let now = now ?? .now
      var bounded: Duration?
      func isInTime() -> Bool {
        let taken = clock.now - started
        bounded = bounded ?? taken
        return taken - (bounded ?? .zero) < query.exactWithin
      }
      let waiting = try UnprocessedTallies(
        db, limits: query.limits, now: now, cap: Self.caps.unprocessed, while: isInTime)
      let done = try ProcessedCounts(db, query, now: now, cap: Self.caps.processed, while: isInTime)
      var states = waiting.states
      states[.failed] = done.failed
      states[.succeeded] = done.succeeded
      let cost = clock.now - started
      return StateCounts(
        states: states, due: waiting.due, oldestDue: waiting.oldestDue, processedLastMinute: done.lastMinute,
        types: waiting.types, scanned: waiting.scanned, query: query, at: now, cost: cost,
        exactCost: query.exactWithin > .zero ? bounded.map { cost - $0 } ?? .zero : .zero)
    }
  }
}
