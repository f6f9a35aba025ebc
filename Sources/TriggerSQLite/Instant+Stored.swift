import TriggerCore

extension Instant {
  /// As Django writes a date to SQLite: naive UTC, the fraction left out where it is zero, so that text order is the
  /// order in time. Python's dates end with the years 1 and 9999: their first and last microsecond stand for the
  /// infinities, and what lies beyond is stored as the infinity on its side.
  var storedText: String {
    if self >= Self.lastDate { return "9999-12-31 23:59:59.999999" }
    if self <= Self.firstDate { return "0001-01-01 00:00:00" }
    return djangoText
  }

  init?(stored text: String) {
    guard let instant = Instant(iso8601: text) else { return nil }
    self = instant >= Self.lastDate ? .infinity : instant <= Self.firstDate ? .negativeInfinity : instant
  }
}
