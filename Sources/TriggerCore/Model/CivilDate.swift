/// A day of the proleptic Gregorian calendar: what a Django `DateField` holds.
///
/// Conversions follow Howard Hinnant's "chrono-compatible low-level date algorithms".
public struct CivilDate: Hashable, Sendable, CustomStringConvertible {
  public private(set) var year: Int64
  public private(set) var month: Int64
  public private(set) var day: Int64

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

  /// Nil for a day that does not exist (month 13, 30 February), or that lies a million years off.
  public init?(year: Int64, month: Int64, day: Int64) {
    guard (1...12).contains(month), year.magnitude < 1_000_000 else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    guard day > 0, CivilDate(daysSince2000: daysSince2000).day == day else { return nil }
  }

  init?(_ year: Substring, _ month: Substring, _ day: Substring) {
    guard let year = Int64(year), let month = Int64(month), let day = Int64(day) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  var daysSince2000: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 730_425
  }

  /// - Parameter text: `2026-11-24`.
  public init?(_ text: String) {
    guard let match = text.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)/) else { return nil }
    self.init(match.1, match.2, match.3)
  }

  public var description: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }

  /// The same day that many months before, or that month's last day.
  func movedBack(months: Int) -> CivilDate {
    let target = year * 12 + month - 1 - Int64(months)
    var moved = self
    moved.year = target >= 0 ? target / 12 : (target - 11) / 12
    moved.month = target - moved.year * 12 + 1
    moved.day = min(day, moved.daysInMonth)
    return moved
  }

  private var daysInMonth: Int64 {
    var first = self
    first.day = 1
    var next = first
    (next.year, next.month) = month == 12 ? (year + 1, 1) : (year, month + 1)
    return next.daysSince2000 - first.daysSince2000
  }
}

extension CivilDate: Comparable {
  public static func < (one: CivilDate, other: CivilDate) -> Bool {
    (one.year, one.month, one.day) < (other.year, other.month, other.day)
  }
}

extension CivilDate: Codable {
  /// From `2026-11-24`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let date = CivilDate(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is no date")
    }
    self = date
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Instant {
  /// Its day in UTC; nil for the infinities.
  package var day: CivilDate? {
    let microsecondsPerDay: Int64 = 86_400_000_000
    let days = microseconds / microsecondsPerDay - (microseconds % microsecondsPerDay < 0 ? 1 : 0)
    return isFinite ? CivilDate(daysSince2000: days) : nil
  }
}
