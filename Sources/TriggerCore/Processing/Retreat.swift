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
