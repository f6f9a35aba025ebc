import Glibc
import TriggerCore

/// What a clock on the wall says.
package struct CivilTime: Hashable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour: Int
  package var minute: Int
  package var second: Int
  /// The zone's name at that time: `CET`, `CEST`, `+0530`.
  package var zone: String

  init(_ fields: tm, zone: String) {
    year = Int(fields.tm_year) + 1_900
    month = Int(fields.tm_mon) + 1
    day = Int(fields.tm_mday)
    hour = Int(fields.tm_hour)
    minute = Int(fields.tm_min)
    second = Int(fields.tm_sec)
    self.zone = zone
  }

  /// `2026-11-23`; the year as in `Instant.iso8601`, so that 43 BC is `-0042`.
  package var date: String { "\(Int64(year).padded(4))-\(twoDigits(month))-\(twoDigits(day))" }
  /// `14:02:11`.
  package var clock: String { "\(shortClock):\(twoDigits(second))" }
  /// `14:02`.
  package var shortClock: String { "\(twoDigits(hour)):\(twoDigits(minute))" }

  func isSameDay(as other: CivilTime) -> Bool { (year, month, day) == (other.year, other.month, other.day) }
}
