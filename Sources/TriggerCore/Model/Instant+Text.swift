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
      + "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2)).\(padded(fraction, 6))"
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

private func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension String {
  fileprivate func padded(toDigits digits: Int) -> String { self + String(repeating: "0", count: digits - count) }
}

/// A day of the proleptic Gregorian calendar.
/// Conversions follow Howard Hinnant's "chrono-compatible low-level date algorithms".
struct CivilDate: CustomStringConvertible {
  var year: Int64
  var month: Int64
  var day: Int64

  init(daysSince2000 days: Int64) {
    let shifted = days + 730_425  // from 0000-03-01
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Nil for a day that does not exist (month 13, 30 February).
  init?(_ year: Substring, _ month: Substring, _ day: Substring) {
    guard let year = Int64(year), let month = Int64(month), let day = Int64(day), (1...12).contains(month) else {
      return nil
    }
    (self.year, self.month, self.day) = (year, month, day)
    guard CivilDate(daysSince2000: daysSince2000).day == day, day > 0 else { return nil }
  }

  var daysSince2000: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 730_425
  }

  var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}
