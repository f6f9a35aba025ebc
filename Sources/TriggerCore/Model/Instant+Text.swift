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
  public var iso8601: String { text(separator: "T", zone: "Z", isFractionKept: true) }

  /// As Django writes dates to SQLite: naive UTC, the fraction left out where it is zero.
  public var djangoText: String { text(separator: " ", zone: "", isFractionKept: false) }

  /// - Parameter isFractionKept: also where it is zero.
  private func text(separator: Unicode.Scalar, zone: String, isFractionKept: Bool) -> String {
    guard isFinite else { return self == .infinity ? "infinity" : "-infinity" }
    let (seconds, fraction) = microseconds.dividedDown(by: 1_000_000)
    let (day, second) = seconds.dividedDown(by: 86_400)
    let date = CivilDate(daysSince2000: day)
    // Every batch writes hundreds of times: by bytes, into one piece of memory.
    let time = String(unsafeUninitializedCapacity: 20) { bytes in
      var length = 0
      func add(_ scalar: Unicode.Scalar) {
        bytes[length] = UInt8(ascii: scalar)
        length += 1
      }
      func add(_ number: Int64, digits: Int) {
        var rest = number
        for place in stride(from: length + digits - 1, through: length, by: -1) {
          bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        length += digits
      }
      add(separator)
      add(second / 3_600, digits: 2)
      add(":")
      add(second / 60 % 60, digits: 2)
      add(":")
      add(second % 60, digits: 2)
      if isFractionKept || fraction != 0 {
        add(".")
        add(fraction, digits: 6)
      }
      return length
    }
    return date.description + time + zone
  }

  package init(date: CivilDate, seconds: Int64, microseconds: Int64) {
    self.init(
      secondsSince1970: date.daysSince2000 * 86_400 + Self.unixOffset + seconds, microseconds: microseconds)
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
  /// Rounded down, so that the rest is never negative.
  fileprivate func dividedDown(by divisor: Int64) -> (quotient: Int64, rest: Int64) {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }

  /// With zeros in front, so that it has at least `width` digits; a sign stands before them.
  package func padded(_ width: Int) -> String {
    let digits = String(magnitude)
    return (self < 0 ? "-" : "") + String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
