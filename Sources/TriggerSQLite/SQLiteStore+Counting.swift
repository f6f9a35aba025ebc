import GRDB
import TriggerCore

extension SQLiteStore {
  /// Unprocessed rows looked at, and processed ones, newest first.
  static let caps = (unprocessed: 50_000, processed: 100_000)

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
