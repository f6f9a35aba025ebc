/// How long to wait before something that failed is tried again, doubled each time.
package struct Retreat {
  private let range: ClosedRange<Duration>
  private var step: Duration

  /// - Parameter range: the first pause and the longest. What can't be reached is asked for twice a second, so that work
  ///   goes on within a second once it is back.
  package init(_ range: ClosedRange<Duration> = .milliseconds(250)...(.milliseconds(500))) {
    self.range = range
    step = range.lowerBound
  }

  package mutating func reset() { step = range.lowerBound }

  package mutating func next() -> Duration {
    defer { step = min(step * 2, range.upperBound) }
    return step
  }
}

/// How long an idle processor waits before it looks again.
package struct IdlePoll {
  let range: ClosedRange<Duration>
  private var step: Duration

  package init(_ range: ClosedRange<Duration>) {
    self.range = range
    step = range.lowerBound
  }

  /// Something was found: look again soon.
  package mutating func reset() { step = range.lowerBound }

  /// Twice as long each time, spread by up to a quarter so that processors do not ask in step. A look that was dear
  /// is not repeated before twenty times its cost, so that an idle processor takes at most 5 % of a database.
  ///
  /// - Parameters:
  ///   - untilDue: when the next trigger falls due; past or nil where that is not known.
  ///   - jitter: from 0 to 1.
  package mutating func next(cost: Duration, untilDue: Duration?, jitter: Double) -> Duration {
    let spread = step * (0.75 + 0.5 * jitter)
    step = min(step * 2, range.upperBound)
    let delay = max(spread, cost * 20)
    guard let untilDue, untilDue > .zero else { return delay }
    return min(delay, untilDue)
  }
}
