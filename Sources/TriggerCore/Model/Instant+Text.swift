import Glibc

extension Instant {
  /// The wall clock of this machine. Never decides what is due: the database's clock does.
  public static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(secondsSince1970: Int64(time.tv_sec), microseconds: Int64(time.tv_nsec) / 1_000)
  }

  /// ISO 8601 in UTC with microseconds (`2026-11-23T14:02:11.000000Z`), or `infinity`, `-infinity`. Years are counted as
  /// astronomers do: 0 is 1 BC, and 43 BC is `-0042`.
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

  /// Reads what `iso8601`, `djangoText` and PostgreSQL's ISO style write: date, then nothing or `T` or space and time
  /// with up to six decimals, then nothing or `Z` (UTC) or an offset (`+02`, `+0200`, `+02:00`, `+00:53:28`), then
  /// nothing or PostgreSQL's ` BC`. Nil for anything else.
  public init?(iso8601 text: String) {
    switch text {
    case "infinity": self = .infinity
    case "-infinity": self = .negativeInfinity
    default:
      var reader = TimestampReader(text)
      guard let instant = reader.instant() else { return nil }
      self = instant
    }
  }
}

extension Int64 {
  /// With zeros in front, so that it has at least `width` digits; a sign stands before them.
  package func padded(_ width: Int) -> String {
    let digits = String(magnitude)
    return (self < 0 ? "-" : "") + String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
