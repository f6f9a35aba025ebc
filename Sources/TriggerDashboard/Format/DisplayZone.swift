import Glibc
import TriggerCore

/// The zone in which times are written.
///
/// glibc is asked rather than Foundation, which calls Berlin's winter `GMT+1` and knows no TZ such as `CET-1CEST`.
package enum DisplayZone: Hashable, Sendable {
  /// What TZ in the environment, or else the machine, says.
  case local
  case utc
  /// The same all year, so many seconds east of UTC.
  case fixed(name: String, offset: Int)

  /// What a clock in this zone says at a finite instant.
  package func civil(_ instant: Instant) -> CivilTime {
    var seconds = time_t(instant.secondsSince1970)
    var fields = tm()
    switch self {
    case .local:
      localtime_r(&seconds, &fields)
      return CivilTime(fields, zone: fields.tm_zone.map { String(cString: $0) } ?? "")
    case .utc:
      gmtime_r(&seconds, &fields)
      return CivilTime(fields, zone: "UTC")
    case .fixed(let name, let offset):
      seconds += offset
      gmtime_r(&seconds, &fields)
      return CivilTime(fields, zone: name)
    }
  }
}
