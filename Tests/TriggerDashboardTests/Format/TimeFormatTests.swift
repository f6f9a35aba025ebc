import Testing
import TriggerCore
import TriggerDashboard

@Suite("Times")
struct TimeFormatTests {
  /// 2026-11-23 14:02:11 in Central Europe.
  private static let now = Instant(secondsSince1970: 1_795_438_931)
  private static let cet = DisplayZone.fixed(name: "CET", offset: 3_600)

  private func times(_ style: TimeFormat.Style = .local, zone: DisplayZone = cet) -> TimeFormat {
    TimeFormat(style: style, now: Self.now, localZone: zone)
  }

  @Test(
    "Today's times have seconds, other days' a date, and all their zone's name",
    arguments: [
      (Duration.zero, "14:02:11 CET"), (.hours(-14), "00:02:11 CET"), (.hours(-15), "2026-11-22 23:02 CET"),
      (.hours(19), "2026-11-24 09:02 CET"), (.days(3_000_000), "10240-08-13 14:02 CET"),
      (.days(-740_000), "0000-11-04 14:02 CET"),
    ])
  func clocks(_ distance: Duration, text: String) {
    #expect(times().time(Self.now + distance) == text)
  }

  @Test("A year has four digits at least, as in all that the program writes: 43 BC is -0042")
  func longAgo() throws {
    let ides = try #require(Instant(iso8601: "0043-03-15 12:00:00+00 BC"))
    #expect(ides.iso8601.hasPrefix("-0042-03-15"))
    #expect(times(.utc).time(ides) == "-0042-03-15 12:00 UTC")
    #expect(times(.utc).briefClock(ides) == "-0042-03-15")
  }

  @Test("UTC is called UTC, and its days are its own")
  func utc() {
    #expect(times(.utc).time(Self.now) == "13:02:11 UTC")
    #expect(times(.utc).time(Self.now - .hours(14)) == "2026-11-22 23:02 UTC")
    #expect(times(.utc).nowClock == "13:02:11 UTC")
  }

  @Test("Relative times say on which side of now they lie")
  func relative() {
    #expect(times(.relative).time(Self.now + .seconds(123)) == "in 2m03s")
    #expect(times(.relative).time(Self.now - .minutes(192)) == "3h12m ago")
    #expect(times(.relative).time(Self.now + .milliseconds(1)) == "now")
  }

  @Test("In full, the chosen way comes first")
  func full() {
    #expect(times().full(Self.now - .minutes(62)) == "13:00:11 CET (1h02m ago)")
    #expect(times(.relative).full(Self.now - .minutes(62)) == "1h02m ago (13:00:11 CET)")
  }

  @Test("How long one waits comes before until when, so that a time just ahead does not read as past")
  func waiting() {
    #expect(times().waiting(until: Self.now + .seconds(125)) == "for 2m, until 14:04 CET")
    #expect(times().waiting(until: Self.now + .seconds(29)) == "for 29s, until 14:02 CET")
    #expect(times().waiting(until: Self.now + .hours(19)) == "for 19h00m, until 2026-11-24 09:02 CET")
    #expect(times(.relative).waiting(until: Self.now + .seconds(125)) == "for 2m")
    #expect(times().waiting(until: .infinity) == "until never")
  }

  @Test("PostgreSQL's infinities are words, whatever the style", arguments: TimeFormat.Style.allCases)
  func infinities(_ style: TimeFormat.Style) {
    #expect(times(style).full(.infinity) == "never")
    #expect(times(style).time(.negativeInfinity) == "always")
    #expect(TimeFormat(style: style, now: .infinity).time(Self.now) != "")
  }

  @Test("The extremes of the calendar do not trap", arguments: [Int64.min + 1, Int64.max - 1])
  func extremes(_ microseconds: Int64) {
    #expect(times(zone: .local).full(Instant(microseconds: microseconds)).contains("99y"))
  }
}
