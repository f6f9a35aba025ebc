import BlockingIO
import Testing

@Suite("Deadline")
struct DeadlineTests {
  @Test("A fraction of a millisecond rounds up, so that a wait never ends early")
  func roundsUp() {
    let began = ContinuousClock.now
    let left = Duration.milliseconds(Deadline.after(.seconds(60)).remainingMilliseconds)
    #expect(left <= .seconds(60) && .seconds(60) - left <= ContinuousClock.now - began)
    #expect(Deadline.after(.nanoseconds(-1)).remainingMilliseconds == 0)
  }

  @Test("Zero and negative limits have passed; the longest does not overflow")
  func extremes() {
    #expect(Deadline.after(.zero).hasPassed)
    #expect(Deadline.after(.seconds(-5)).remaining == .zero)
    #expect(!Deadline.after(.seconds(Int64.max / 4)).hasPassed)
    #expect(Deadline.after(.seconds(Int64.max / 4)).remainingMilliseconds == .max)
  }

  @Test("It remembers what was allowed")
  func limit() {
    #expect(Deadline.after(.milliseconds(250)).limit == .milliseconds(250))
  }
}
