import Foundation

/// When a trigger is to run instead.
public enum ScheduleTime: Hashable, Sendable {
  case at(Instant)
  /// After the database's now.
  case fromNow(Duration)
  /// After the row's own time (`process_after`, or the database's now where it has none).
  case fromDue(Duration)
  /// No time: due at once.
  case clear
}

extension TimeZone {
  /// What TZ names, or where it is not set the machine's; nil where TZ names none that is known by a name
  /// (`nosuch`, `CET-1CEST`), which Foundation would take for UTC.
  public static func local(environment: [String: String] = ProcessInfo.processInfo.environment) -> TimeZone? {
    guard let text = environment["TZ"] else { return .current }
    let name = text.hasPrefix(":") ? String(text.dropFirst()) : text
    if name.isEmpty { return .gmt }
    guard name.hasPrefix("/") else { return TimeZone(identifier: name) }
    let file = URL(fileURLWithPath: name).resolvingSymlinksInPath().path
    return file.firstRange(of: "/zoneinfo/").flatMap { TimeZone(identifier: String(file[$0.upperBound...])) }
  }
}
