/// The moment at which a wait gives up, on a clock that only goes forward.
///
/// It is fixed when it is made: several waits that share a deadline share its time.
public struct Deadline: Sendable {
  /// The time that was allowed when the deadline was made.
  public let limit: Duration
  private let expiry: ContinuousClock.Instant

  /// A deadline `limit` from now; zero or less has already passed.
  public static func after(_ limit: Duration) -> Deadline {
    Deadline(limit: limit, expiry: .now.advanced(by: limit))
  }

  /// What is left; never negative.
  public var remaining: Duration {
    max(.zero, ContinuousClock.now.duration(to: expiry))
  }

  public var hasPassed: Bool {
    remaining == .zero
  }

  /// What is left in whole milliseconds, rounded up, so that a wait of that length does not end early.
  public var remainingMilliseconds: Int64 {
    let (seconds, attoseconds) = remaining.components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    let isWhole = attoseconds % 1_000_000_000_000_000 == 0
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    return overflow ? .max : product.addingReportingOverflow(milliseconds + (isWhole ? 0 : 1)).partialValue
  }
}
