/// A point in time as the tables hold it: whole microseconds, with both infinities.
///
/// The unit and the zero are PostgreSQL's own (2000-01-01 00:00 UTC), so that every `timestamptz`
/// has exactly one `Instant` and comparisons that guard a row are exact. Foundation's `Date` is a
/// floating-point number and is not used for anything that is compared with a row.
public struct Instant: Hashable, Sendable {
  /// Microseconds since 2000-01-01 00:00 UTC; `Int64.max` and `Int64.min` are the infinities.
  public let microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// PostgreSQL's `infinity`: later than every time, hence never due.
  public static let infinity = Instant(microseconds: .max)
  /// PostgreSQL's `-infinity`: earlier than every time, hence due.
  public static let negativeInfinity = Instant(microseconds: .min)

  /// Python's dates end with the years 1 and 9999.
  package static let firstDate = Instant(secondsSince1970: -62_135_596_800)
  package static let lastDate = Instant(secondsSince1970: 253_402_300_799, microseconds: 999_999)

  /// Whether Python can read it: an infinity, which django-triggers leaves to PostgreSQL, or a time of the years 1 to
  /// 9999.
  public var isWithinCalendar: Bool { !isFinite || (Self.firstDate...Self.lastDate).contains(self) }

  /// 2000-01-01: no queue is older, so an earlier time says nothing of how long something waits.
  package static let firstBelievable = Instant(microseconds: 0)

  public var isFinite: Bool { self != .infinity && self != .negativeInfinity }

  /// Seconds between 1970-01-01 and 2000-01-01, both 00:00 UTC.
  static let unixOffset: Int64 = 946_684_800

  /// - Parameter secondsSince1970: clamped to the infinities where it does not fit.
  public init(secondsSince1970 seconds: Int64, microseconds: Int64 = 0) {
    let (shifted, early) = seconds.subtractingReportingOverflow(Self.unixOffset)
    let (scaled, large) = shifted.multipliedReportingOverflow(by: 1_000_000)
    let (sum, late) = scaled.addingReportingOverflow(microseconds)
    self.init(microseconds: early || large || late ? (seconds < 0 ? .min : .max) : sum)
  }

  /// Whole seconds since 1970, rounded down.
  public var secondsSince1970: Int64 {
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return (rest < 0 ? seconds - 1 : seconds) + Self.unixOffset
  }
}

extension Instant: Comparable {
  public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
}

extension Instant {
  /// Moves a time; infinities stay where they are and overflow saturates to them.
  public static func + (instant: Instant, duration: Duration) -> Instant {
    guard instant.isFinite else { return instant }
    let (sum, overflow) = instant.microseconds.addingReportingOverflow(duration.microseconds)
    return Instant(microseconds: overflow ? (duration < .zero ? .min : .max) : sum)
  }

  public static func - (instant: Instant, duration: Duration) -> Instant { instant + (.zero - duration) }

  /// The time from `other` to `self`; saturated where it does not fit or an infinity takes part.
  public func since(_ other: Instant) -> Duration {
    let (difference, overflow) = microseconds.subtractingReportingOverflow(other.microseconds)
    return .microseconds(overflow ? (microseconds < other.microseconds ? .min : .max) : difference)
  }
}

extension Duration {
  public static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
  public static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
  public static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

  /// Whole microseconds, rounded towards zero and saturated.
  public var microseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, large) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let (sum, late) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
    return large || late ? (seconds < 0 ? .min : .max) : sum
  }

  /// For display and rates only.
  public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
