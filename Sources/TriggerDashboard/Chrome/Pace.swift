import TerminalUI
import TriggerCore

/// How fast the queue is worked off, and whether that is enough.
struct Pace {
  let counts: StateCounts
  let trends: Trends
  /// The types that anybody seen could run; nil where that is not known, so that all may be. Of the others nothing is
  /// foretold.
  var served: Set<String>?

  /// `14/s`.
  var throughput: String { counts.processedLastMinute.rate }

  /// Due triggers that could be run.
  private var due: Int {
    served == nil ? counts.due.value : servedTypes.reduce(0) { $0 + $1.due.value }
  }

  private var servedTypes: [StateCounts.OfType] {
    counts.types.filter { served?.contains($0.type) ?? true }
  }

  /// Since when the longest waiting of them waits, of `now`.
  func oldest(at now: Instant) -> String {
    let oldest = served == nil ? counts.oldestDue : servedTypes.compactMap(\.oldestDue).min()
    // Among rows that were not looked at another may wait longer.
    let sign = counts.scanned < 1 ? "≥" : ""
    if let oldest { return "oldest due \(sign)\(now.since(oldest).long)" }
    if counts.due.isUnknown { return "oldest due ?" }
    return counts.due.value == 0 ? "nothing due" : due == 0 ? "due: no handler" : "oldest due ?"
  }

  /// When nothing will be due any more, if it goes on as in the last minute.
  var outlook: Span {
    guard counts.due.exactness == .exact else { return Span("") }
    guard counts.due.value > 0 else { return Span("clear", .succeeded) }
    guard due > 0, let growth = trends.dueGrowth(of: served) else { return Span("") }
    // Less than one a minute either way is no trend.
    if growth > 1.0 / 60 { return Span("growing", .warned) }
    guard growth < -1.0 / 60 else { return Span("steady", .muted) }
    let seconds = Double(due) / -growth
    return seconds < 864_000 ? Span("clears ~\(Duration.seconds(seconds).short)") : Span("clears slowly", .muted)
  }
}
