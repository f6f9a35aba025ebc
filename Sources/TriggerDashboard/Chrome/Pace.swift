import TerminalUI
import TriggerCore

/// How fast the queue is worked off, and whether that is enough.
struct Pace {
  let counts: StateCounts
  let trends: Trends

  /// `14/s`.
  var throughput: String { counts.processedLastMinute.rate }

  /// When nothing will be due any more, if it goes on as in the last minute.
  var outlook: Span {
    guard counts.due.exactness == .exact else { return Span("") }
    guard counts.due.value > 0 else { return Span("clear", .succeeded) }
    guard let growth = trends.dueGrowth else { return Span("") }
    // Less than one a minute either way is no trend.
    if growth > 1.0 / 60 { return Span("growing", .warned) }
    guard growth < -1.0 / 60 else { return Span("steady", .muted) }
    let seconds = Double(counts.due.value) / -growth
    return seconds < 864_000 ? Span("clears ~\(Duration.seconds(seconds).short)") : Span("clears slowly", .muted)
  }
}
