import GRDB
import TriggerCore

/// Unprocessed rows by type and state: one pass over at most `cap` rows, exact where there are no more.
struct UnprocessedCounts {
  private(set) var states: [TriggerState: Tally] = [:]
  private(set) var due = Tally(0)
  /// Busiest first.
  private(set) var types: [StateCounts.OfType] = []
  /// Of the unprocessed rows, from 0 to 1.
  private(set) var scanned = 1.0

  init(_ db: Database, limits: TryLimits, now: Instant, cap: Int) throws {
    let isDue: SQL = "(t.process_after IS NULL OR t.process_after < \(now.storedText))"
    let groups = try SQLRequest<Row>(
      literal: """
        SELECT type, state, count(*), total(is_due), 
            CAST(min(CASE WHEN is_due AND due > \(Instant.negativeInfinity.storedText) THEN due END) AS TEXT)
          FROM (
          SELECT CAST(t.trigger_type AS TEXT) AS type, \(FilterSQL.state(limits: limits, now: now)) AS state, \(isDue) AS is_due,
            max(coalesce(t.process_after, t.date_received), t.date_received) AS due
          FROM djtriggers_trigger t WHERE t.date_processed IS NULL LIMIT \(cap))
        GROUP BY type, state ORDER BY type
        """
    ).fetchAll(db)
    let total = groups.reduce(0) { $0 + ($1[2] as Int) }
    let all = total < cap ? total : try Self.total(db)
    let exactness: Tally.Exactness = all > total ? .atLeast : .exact
    if all > total { scanned = Double(total) / Double(all) }
    for state in TriggerState.allCases where state.isUnprocessed { states[state] = Tally(0, exactness) }
    due.exactness = exactness
    for row in groups {
      guard let type = row[0] as String?, let state = TriggerState(rawValue: row[1]) else { continue }
      states[state]?.value += row[2] as Int
      due.value += Int(row[3] as Double)
      add(type, state, Tally(row[2], exactness), oldestDue: (row[4] as String?).flatMap(Instant.init(stored:)))
    }
    types.sort { ($1.count, $0.type) < ($0.count, $1.type) }
  }

  /// Rows come ordered by type; types are told apart by their bytes, as the database does, not as Swift compares text.
  private mutating func add(_ type: String, _ state: TriggerState, _ tally: Tally, oldestDue: Instant?) {
    if types.last.map({ $0.type.utf8.elementsEqual(type.utf8) }) != true {
      types.append(StateCounts.OfType(type: type, states: [:], oldestDue: nil))
    }
    let last = types.endIndex - 1
    types[last].states[state] = tally
    types[last].oldestDue = [types[last].oldestDue, oldestDue].compactMap { $0 }.min()
  }

  /// Walks one index: 1 million in some 20 ms.
  private static func total(_ db: Database) throws -> Int {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM djtriggers_trigger WHERE date_processed IS NULL LIMIT 2000000)"
    return try Int.fetchOne(db, sql: sql) ?? 0
  }
}

extension StateCounts.OfType {
  fileprivate var count: Int { states.values.reduce(0) { $0 + $1.value } }
}
