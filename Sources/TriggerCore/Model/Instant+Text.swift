import Glibc

extension Instant {
  /// The wall clock of this machine. Never decides what is due: the database's clock does.
  public static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(secondsSince1970: Int64(time.tv_sec), microseconds: Int64(time.tv_nsec) / 1_000)
  }

  /// ISO 8601 in UTC with microseconds (`2026-11-23T14:02:11.000000Z`), or `infinity`, `-infinity`.
  public var iso8601: String { text(separator: "T", zone: "Z") }

  /// As Django writes dates to SQLite: naive UTC, the fraction left out where it is zero.
  public var djangoText: String {
    let full = text(separator: " ", zone: "")
    return full.hasSuffix(".000000") ? String(full.dropLast(7)) : full
  }

  private func text(separator: Character, zone: String) -> String {
    guard isFinite else { return self == .infinity ? "infinity" : "-infinity" }
    let micros = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    let (seconds, fraction) =
      micros.remainder < 0 ? (micros.quotient - 1, micros.remainder + 1_000_000) : (micros.quotient, micros.remainder)
    let days = seconds.quotientAndRemainder(dividingBy: 86_400)
    let (day, second) =
      days.remainder < 0 ? (days.quotient - 1, days.remainder + 86_400) : (days.quotient, days.remainder)
    let date = CivilDate(daysSince2000: day)
    return date.description + String(separator)
      + "\((second / 3_600).padded(2)):\((second / 60 % 60).padded(2)):\((second % 60).padded(2)).\(fraction.padded(6))"
      + zone
  }

  /// Reads what `iso8601`, `djangoText` and PostgreSQL's ISO style write: date, `T` or space, time with up to
  /// six decimals, then nothing or `Z` (UTC) or an offset (`+02`, `+0200`, `+02:00`). Nil for anything else.
  public init?(iso8601 text: String) {
    switch text {
    case "infinity": self = .infinity
    case "-infinity": self = .negativeInfinity
    default:
      guard let match = text.wholeMatch(of: Self.pattern), let date = CivilDate(match.1, match.2, match.3),
        let hour = Int64(match.4), hour < 24, let minute = Int64(match.5), minute < 60,
        let second = Int64(match.6 ?? "0"), second < 60
      else { return nil }
      let fraction = Int64((match.7.map(String.init) ?? "").padded(toDigits: 6)) ?? 0
      var offset: Int64 = 0
      if let sign = match.8, let hours = match.9.flatMap({ Int64($0) }) {
        offset = (hours * 3_600 + (match.10.flatMap { Int64($0) } ?? 0) * 60) * (sign == "-" ? -1 : 1)
      }
      let seconds = date.daysSince2000 * 86_400 + hour * 3_600 + minute * 60 + second - offset
      self.init(secondsSince1970: seconds + Self.unixOffset, microseconds: fraction)
    }
  }

  // A regex literal is immutable once built; `Regex` is merely not marked Sendable.
  nonisolated(unsafe) private static let pattern =  // immutable, see above
    /(\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d\d):?(\d\d)?)?)/
}

extension Int64 {
  /// With zeros in front, so that it has at least `width` digits.
  func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}

extension String {
  fileprivate func padded(toDigits digits: Int) -> String { self + String(repeating: "0", count: digits - count) }
}
