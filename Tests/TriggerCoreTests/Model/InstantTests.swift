import Testing
import TriggerCore

@Suite("Instants")
struct InstantTests {
  @Test(
    "are read from what Python, PostgreSQL and we ourselves write",
    arguments: [
      ("2026-11-23T14:02:11.000000Z", 1_795_442_531_000_000), ("2026-11-23 14:02:11.25", 1_795_442_531_250_000),
      ("2026-11-23 14:02:11", 1_795_442_531_000_000), ("2026-11-23 14:02", 1_795_442_520_000_000),
      ("2026-11-23", 1_795_392_000_000_000), ("2026-11-23 16:02:11.000001+02", 1_795_442_531_000_001),
      ("2026-11-23 16:02:11+02:00", 1_795_442_531_000_000), ("2026-11-23T08:32:11-0530", 1_795_442_531_000_000),
      ("1969-12-31T23:59:59.999999Z", -1), ("0001-01-01", -62_135_596_800_000_000), ("2000-02-29", 951_782_400_000_000),
      // 15 March 43 BC by PostgreSQL, by ISO 8601, and in a zone of local mean time.
      ("0043-03-15 12:00:00+00 BC", -63_486_244_800_000_000), ("-0042-03-15T12:00:00Z", -63_486_244_800_000_000),
      ("0043-03-15T12:53:28+00:53:28 BC", -63_486_244_800_000_000), ("0000-12-31", -62_135_683_200_000_000),
    ] as [(String, Int64)])
  func read(text: String, microsecondsSince1970: Int64) throws {
    let instant = try #require(Instant(iso8601: text))
    #expect(instant.microseconds + 946_684_800_000_000 == microsecondsSince1970)
  }

  @Test(
    "are not read from anything else",
    arguments: [
      "", "now", "2026", "2026-13-01", "2026-02-29", "2026-04-31", "2026-00-01", "2026-01-00", "2026-11-23T24:00:00Z",
      "2026-11-23T10:60:00Z", "2026-11-23T10:00:61Z", "2026-11-23T10:00:00.1234567Z", "2026-11-23T10:00:00.Z",
      " 2026-11-23", "2026-11-23 ", "2026-11-23Z", "26-11-23", "2026-11-23T10", "2026-11-23T10:00:00+2", "Infinity",
      "٢٠٢٦-11-23", "9999999-01-01", "-2026-11-23 BC", "--2026-11-23", "0-43-03-15", " BC",
    ])
  func unreadable(text: String) { #expect(Instant(iso8601: text) == nil) }

  @Test(
    "written and read again are the same",
    arguments: [
      Instant(microseconds: 0), Instant(microseconds: -1), Instant(secondsSince1970: 0), .infinity, .negativeInfinity,
      Instant(secondsSince1970: 253_402_300_799, microseconds: 999_999), Instant(secondsSince1970: -62_135_596_800),
      Instant(secondsSince1970: -62_135_596_801), Instant(secondsSince1970: -63_486_244_800),
      Instant(secondsSince1970: -200_000_000_000),
    ])
  func roundTrip(instant: Instant) {
    #expect(Instant(iso8601: instant.iso8601) == instant)
    #expect(Instant(iso8601: instant.djangoText) == instant)
  }

  @Test("before Christ are written as ISO 8601 counts years: 43 BC is -0042")
  func beforeChrist() {
    #expect(Instant(secondsSince1970: -63_486_244_800).iso8601 == "-0042-03-15T12:00:00.000000Z")
    #expect(Instant(secondsSince1970: -62_135_596_801).iso8601 == "0000-12-31T23:59:59.000000Z")
  }

  @Test("as Django's text sort like themselves, with and without a fraction")
  func order() {
    let instants = [-1_000_000, -1, 0, 1, 999_999, 1_000_000, 60_000_000].map { Instant(microseconds: $0) }
    #expect(instants.map(\.djangoText) == instants.map(\.djangoText).sorted())
    #expect(Instant(microseconds: 0).djangoText == "2000-01-01 00:00:00")
    #expect(Instant(microseconds: 1).djangoText == "2000-01-01 00:00:00.000001")
  }

  @Test("saturate to the infinities, which nothing moves")
  func arithmetic() {
    let far = Instant(microseconds: .max - 1)
    #expect(far + .seconds(1) == .infinity)
    #expect(Instant(microseconds: .min + 1) - .seconds(1) == .negativeInfinity)
    #expect(Instant.infinity - .days(9) == .infinity)
    #expect(Instant.negativeInfinity + .days(9) == .negativeInfinity)
    #expect(Instant(secondsSince1970: .max) == .infinity)
    #expect(Instant(secondsSince1970: .min) == .negativeInfinity)
    #expect(Instant(microseconds: 5).since(Instant(microseconds: 7)) == .microseconds(-2))
    #expect(Instant.infinity.since(.negativeInfinity) == .microseconds(Int64.max))
    #expect(Instant.negativeInfinity < Instant(microseconds: .min + 1) && far < .infinity)
  }

  @Test("tell whole seconds rounded down, also before 1970")
  func seconds() {
    #expect(Instant(secondsSince1970: -1, microseconds: 500_000).secondsSince1970 == -1)
    #expect(Instant(secondsSince1970: 1_795_435_200, microseconds: 999_999).secondsSince1970 == 1_795_435_200)
  }
}
