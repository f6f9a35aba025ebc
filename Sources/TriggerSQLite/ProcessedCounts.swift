import GRDB
import TriggerCore

/// Processed rows within the windows asked for, newest first: `cap` of them, and on for as long as `isInTime` says. A
/// window that reaches further back than was looked at is counted as "at least".
struct ProcessedCounts {
  private(set) var failed = Tally(0)
  private(set) var succeeded = Tally(0)
  private(set) var lastMinute = Tally(0)

  init(_ db: Database, _ query: CountQuery, now: Instant, cap: Int, while isInTime: () -> Bool) throws {
    let since = (failed: now - query.failedWindow, done: now - query.doneWindow, minute: now - .minutes(1))
    let first = min(since.failed, since.done, since.minute)
    var parts = IndexParts(.processedSince(first.storedText), size: cap)
    var oldest = Instant.infinity
    repeat {
      guard let part = try parts.next(db) else { break }
      let row = try SQLRequest<Row>(
        literal: """
          SELECT total(successful = 0 AND date_processed >= \(since.failed.storedText)),
            total(successful IS NOT 0 AND date_processed >= \(since.done.storedText)),
            total(date_processed >= \(since.minute.storedText)), CAST(min(date_processed) AS TEXT)
          FROM djtriggers_trigger t WHERE \(part) AND t.date_processed <= \(now.storedText)
          """
      ).fetchOne(db)
      guard let row else { break }
      failed.value += Int(row[0] as Double)
      succeeded.value += Int(row[1] as Double)
      lastMinute.value += Int(row[2] as Double)
      oldest = (row[3] as String?).flatMap(Instant.init(stored:)) ?? oldest
    } while !parts.isOver && isInTime()
    guard !parts.isOver else { return }
    if oldest >= since.failed { failed.exactness = .atLeast }
    if oldest >= since.done { succeeded.exactness = .atLeast }
    if oldest >= since.minute { lastMinute.exactness = .atLeast }
  }
}
