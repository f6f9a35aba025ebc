import TriggerCore

/// A date in a header, in the three forms that RFC 9110 (section 5.6.7) asks recipients to read.
enum HTTPDate {
  /// - Parameter now: decides the century of a year with two digits: what would lie over 50 years ahead is past.
  static func instant(_ text: String, now: Instant) -> Instant? {
    if let date = text.wholeMatch(of: /\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT/) {
      return instant(year: date.3, month: date.2, day: date.1, time: date.4)
    }
    if let date = text.wholeMatch(of: /\w{6,9}, (\d{2})-(\w{3})-(\d{2}) (\d{2}:\d{2}:\d{2}) GMT/) {
      let century = instant(year: "20\(date.3)", month: date.2, day: date.1, time: date.4)
      guard let century, century > now + .days(50 * 365) else { return century }
      return instant(year: "19\(date.3)", month: date.2, day: date.1, time: date.4)
    }
    if let date = text.wholeMatch(of: /\w{3} (\w{3}) ([ \d]\d) (\d{2}:\d{2}:\d{2}) (\d{4})/) {
      return instant(year: date.4, month: date.1, day: date.2, time: date.3)
    }
    return nil
  }

  private static func instant(
    year: some StringProtocol, month: Substring, day: Substring, time: Substring
  ) -> Instant? {
    guard let number = months.firstIndex(of: month) else { return nil }
    let twoDigits = number < 9 ? "0\(number + 1)" : "\(number + 1)"
    return Instant(iso8601: "\(year)-\(twoDigits)-\(day.replacing(" ", with: "0"))T\(time)Z")
  }

  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
