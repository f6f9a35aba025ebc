/// The events that a filter lets through, by number, ascending: each is looked at once.
struct LogMatches: Sendable {
  private(set) var numbers: [Int] = []
  private var filter = LogFilter()
  /// The first that was not looked at yet.
  private var end = 0

  /// The same for what the log and the filter are by now.
  func upToDate(with log: EventLog, _ filter: LogFilter) -> LogMatches {
    let upper = log.numbers.upperBound
    var matches = filter == self.filter && end <= upper ? self : LogMatches()
    matches.filter = filter
    let forgotten = matches.numbers.firstIndex { $0 >= log.dropped } ?? matches.numbers.count
    matches.numbers.removeFirst(forgotten)
    matches.numbers += (max(log.dropped, matches.end)..<upper).filter { filter.matches(log[$0]) }
    matches.end = upper
    return matches
  }
}
