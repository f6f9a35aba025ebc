import TestSupport
import Testing
import TriggerCore

@testable import TriggerHandlers

@Suite struct CommandAnswerTests {
  @Test(
    "the time a command asks for is ISO 8601, a duration or seconds",
    arguments: [
      ("2026-11-23T14:00:00Z", Instant.noon + .hours(2)), ("+2h", .noon + .hours(2)), ("1h30m", .noon + .minutes(90)),
      ("90", .noon + .seconds(90)), ("+90", .noon + .seconds(90)), ("", nil), ("soon", nil), ("-5", nil),
      ("99999999999999999999", nil), ("9223372036854775807", nil), ("99999999999999", nil), ("500000w", nil),
      ("10000-01-01", nil), ("infinity", .infinity),
    ] as [(String, Instant?)])
  func times(text: String, time: Instant?) { #expect(CommandAnswer.time(text, now: .noon) == time) }

  @Test("without a time it is tried again after a minute")
  func aMinute() {
    let answer = CommandAnswer(status: .exited(75), output: "not yet", errors: "")
    #expect(throws: ProcessLater(at: .noon + .minutes(1))) { try answer.result(now: .noon) }
  }
}
