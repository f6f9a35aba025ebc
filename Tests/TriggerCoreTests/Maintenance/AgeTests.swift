import Testing

@testable import TriggerCore

@Suite("An age") struct AgeTests {
  @Test(
    "counts in calendar months, and ends on days that exist",
    arguments: [
      ("2 months", "2026-11-23T10:00:00.000001Z", "2026-09-23T10:00:00.000001Z"),
      ("2 months", "2026-04-30T23:59:59.000000Z", "2026-02-28T23:59:59.000000Z"),
      ("2 months", "2024-04-30T00:00:00.000000Z", "2024-02-29T00:00:00.000000Z"),
      ("1 month", "2026-01-31T00:00:00.000000Z", "2025-12-31T00:00:00.000000Z"),
      ("1 year", "2024-02-29T00:00:00.000000Z", "2023-02-28T00:00:00.000000Z"),
      ("36 months", "1999-12-31T00:00:00.000000Z", "1996-12-31T00:00:00.000000Z"),
      ("30 days", "2026-03-01T00:00:00.000000Z", "2026-01-30T00:00:00.000000Z"),
      ("36h", "2026-03-01T12:00:00.000000Z", "2026-02-28T00:00:00.000000Z"),
    ])
  func before(age: String, now: String, expected: String) throws {
    let now = try #require(Instant(iso8601: now))
    #expect(try Age(age).before(now).iso8601 == expected)
  }

  @Test("that nobody could mean is refused", arguments: ["", "months", "2", "-1 days", "2 fortnights", "999999 days"])
  func refused(_ text: String) {
    #expect(throws: InvalidInput.self) { try Age(text) }
  }
}
