import GRDB
import TriggerCore

/// Processed rows within the windows asked for: one pass over at most `cap` rows, newest first. A window that reaches
/// further back than the pass is counted as "at least".
struct ProcessedCounts {
  let failed: Tally
  let succeeded: Tally
  let lastMinute: Tally

  init(_ db: Database, _ query: CountQuery, now: Instant, cap: Int) throws {
    let since = (failed: now - query.failedWindow, done: now - query.doneWindow, minute: now - .minutes(1))
    let first = min(since.failed, since.done, since.minute)
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT total(successful = 0 AND date_processed >= :failed),
          total(successful IS NOT 0 AND date_processed >= :done), total(date_processed >= :minute),
          count(*), CAST(min(date_processed) AS TEXT)
        FROM (SELECT date_processed, successful FROM djtriggers_trigger WHERE date_processed >= :first
          ORDER BY date_processed DESC LIMIT :cap)
        """,
      arguments: [
        "failed": since.failed.storedText, "done": since.done.storedText, "minute": since.minute.storedText,
        "first": first.storedText, "cap": cap,
      ])
    let oldest = (row?[4] as String?).flatMap(Instant.init(stored:)) ?? .infinity
    let isCut = row?[3] == cap
    func tally(_ index: Int, since: Instant) -> Tally {
      Tally(Int(row?[index] as Double? ?? 0), isCut && oldest >= since ? .atLeast : .exact)
    }
    failed = tally(0, since: since.failed)
    succeeded = tally(1, since: since.done)
    lastMinute = tally(2, since: since.minute)
  }
}
