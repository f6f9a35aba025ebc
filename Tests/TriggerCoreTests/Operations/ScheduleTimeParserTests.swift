import Foundation
import Testing
import TriggerCore

@Suite struct ScheduleTimeParserTests {
  @Test(
    "relative times are taken from now or from the row's own time",
    arguments: [
      ("+2h", ScheduleTime.fromNow(.hours(2))), ("+1h30m", .fromNow(.minutes(90))), ("+45s", .fromNow(.seconds(45))),
      ("+1w", .fromNow(.days(7))), ("due+2h", .fromDue(.hours(2))), ("due-10m", .fromDue(.minutes(-10))),
      ("none", .clear), (" NONE ", .clear), ("now", .fromNow(.zero)),
    ])
  func relative(text: String, expected: ScheduleTime) throws { #expect(try parse(text) == expected) }

  // 2026-11-23 is a Monday; in Brussels it is UTC+1.
  @Test(
    "times of day and dates are read in the zone given",
    arguments: [
      ("14:00", "2026-11-24T13:00:00.000000Z"), ("14:03", "2026-11-23T13:03:00.000000Z"),
      ("9:00", "2026-11-24T08:00:00.000000Z"), ("today 09:00", "2026-11-23T08:00:00.000000Z"),
      ("tomorrow 09:00", "2026-11-24T08:00:00.000000Z"), ("2026-11-24 09:00", "2026-11-24T08:00:00.000000Z"),
      ("2026-11-24 09:00 UTC", "2026-11-24T09:00:00.000000Z"), ("14:00 UTC", "2026-11-23T14:00:00.000000Z"),
      ("2026-11-24 09:00:01 +05:30", "2026-11-24T03:30:01.000000Z"),
      ("2026-11-24 09:00 America/New_York", "2026-11-24T14:00:00.000000Z"),
      ("2026-11-24T09:00:00.25Z", "2026-11-24T09:00:00.250000Z"),
      ("tomorrow 00:30 Asia/Tokyo", "2026-11-23T15:30:00.000000Z"),
    ])
  func absolute(text: String, expected: String) throws {
    #expect(try parse(text) == .at(#require(Instant(iso8601: expected))))
  }

  @Test(
    "the local zone is TZ's, whether by name or by file, and never a guess",
    arguments: [
      ("Europe/Brussels", "Europe/Brussels"), (":Europe/Brussels", "Europe/Brussels"),
      ("/usr/share/zoneinfo/Europe/Brussels", "Europe/Brussels"), ("", "GMT"), ("nosuch", nil), ("CET-1CEST", nil),
      ("/etc/passwd", nil),
    ])
  func local(name: String, zone: String?) { #expect(TimeZone.local(environment: ["TZ": name])?.identifier == zone) }

  @Test("without a zone that is known, a time that needs one is refused; others are read")
  func unknownZone() throws {
    let parser = ScheduleTimeParser(now: .noon, zone: nil)
    #expect(throws: InvalidInput.self) { try parser.parse("tomorrow 09:00") }
    #expect(try parser.parse("+2h") == .fromNow(.hours(2)))
    #expect(try parser.parse("2026-11-24 09:00 UTC") == .at(#require(Instant(iso8601: "2026-11-24T09:00:00Z"))))
  }

  @Test(
    "a time that comes twice is the first of the two",
    arguments: ["2026-10-25 02:30", "2026-10-25 02:30 Europe/Brussels"])
  func ambiguous(text: String) throws {
    #expect(try parse(text) == .at(#require(Instant(iso8601: "2026-10-25T00:30:00Z"))))
  }

  @Test("the next such time of day, between the two of a night that has it twice, is the second")
  func betweenTheTwo() throws {
    #expect(
      try parse("02:30", now: "2026-10-25T00:45:00Z") == .at(#require(Instant(iso8601: "2026-10-25T01:30:00Z"))))
  }

  @Test(
    "a time that clocks skip is refused with its day and zone",
    arguments: [
      ("2026-03-29 02:30", "2026-11-23T13:02:11Z"), ("02:30", "2026-03-28T22:00:00Z"),
      ("02:30", "2026-03-29T00:30:00Z"), ("today 02:30", "2026-03-29T12:00:00Z"),
    ])
  func skipped(text: String, now: String) throws {
    let error = #expect(throws: InvalidInput.self) { try parse(text, now: now) }
    #expect(
      error?.description
        == "\"\(text)\" names a time that clocks in Europe/Brussels skip on 2026-03-29; give one an hour later or earlier."
    )
  }

  @Test(
    "what is no time is refused by name",
    arguments: [
      ("", "use +2h"), ("soon", "\"soon\" is no time"), ("+2", "\"+2\" is no time"), ("+", "is no time"),
      ("-2h", "is no time"), ("25:00", "is no time"), ("09:60", "is no time"), ("2026-11-24", "is no time"),
      ("24.11.2026 09:00", "is no time"), ("2026-02-30 09:00", "no day 2026-02-30"),
      ("09:00 pm", "no time zone \"pm\""), ("09:00 Mars/Base", "no time zone \"Mars/Base\""),
      ("09:00 +99:00", "no time zone"), ("+99999999999999999999h", "is no time"), ("+9999999999999w", "is no time"),
    ])
  func refused(text: String, part: String) {
    let error = #expect(throws: InvalidInput.self) { try parse(text) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "") has \(part)")
  }

  private func parse(_ text: String, now: String = "2026-11-23T13:02:11Z") throws -> ScheduleTime {
    let zone = try #require(TimeZone(identifier: "Europe/Brussels"))
    return try ScheduleTimeParser(now: #require(Instant(iso8601: now)), zone: zone).parse(text)
  }
}
