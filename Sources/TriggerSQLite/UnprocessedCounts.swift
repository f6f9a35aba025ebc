import GRDB
import TriggerCore

extension UnprocessedTallies {
  /// Counts the first `cap` rows, and on for as long as `isInTime` says.
  init(_ db: Database, limits: TryLimits, now: Instant, cap: Int, while isInTime: () -> Bool) throws {
    self.init()
    var parts = IndexParts(.byID("t.date_processed IS NULL"), size: cap)
    repeat {
      guard let part = try parts.next(db) else { break }
      try add(part, limits: limits, now: now, db)
    } while !parts.isOver && isInTime()
    if !parts.isOver { cut(of: try Self.total(db)) }
  }

  private mutating func add(_ part: SQL, limits: TryLimits, now: Instant, _ db: Database) throws {
    let isDue: SQL = "(t.process_after IS NULL OR t.process_after < \(now.storedText))"
    let groups = try SQLRequest<Row>(
      literal: """
        SELECT type, state, count(*), total(is_due),
            CAST(min(CASE WHEN is_due AND due >= \(Instant.firstBelievable.storedText) THEN due END) AS TEXT)
          FROM (
          SELECT CAST(t.trigger_type AS TEXT) AS type, \(FilterSQL.state(limits: limits, now: now)) AS state, \(isDue) AS is_due,
            max(coalesce(t.process_after, t.date_received), t.date_received) AS due
          FROM djtriggers_trigger t WHERE \(part))
        GROUP BY type, state
        """
    ).fetchAll(db)
    for row in groups {
      guard let type = row[0] as String?, let state = TriggerState(rawValue: row[1]) else { continue }
      add(
        type: type, state: state, count: row[2], due: Int(row[3] as Double),
        oldestDue: (row[4] as String?).flatMap(Instant.init(stored:)))
    }
  }

  /// Walks one index: 1 million in some 20 ms.
  private static func total(_ db: Database) throws -> Int {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM djtriggers_trigger WHERE date_processed IS NULL LIMIT 2000000)"
    return try Int.fetchOne(db, sql: sql) ?? 0
  }
}
