import TestSupport
import Testing
import TriggerCore

@Suite("States")
struct TriggerStateTests {
  @Test(
    "are decided in order: processed, then tries, then time",
    arguments: [
      (Progress(), .pending), (Progress(after: .noon - .microseconds(1)), .pending),
      (Progress(after: .noon), .scheduled),
      (Progress(after: .negativeInfinity), .pending), (Progress(after: .infinity), .scheduled),
      (Progress(tries: 1), .failing), (Progress(tries: 3, after: .infinity), .failing), (Progress(tries: 4), .warned),
      (Progress(tries: 99), .warned), (Progress(successful: false), .pending), (Progress(successful: true), .pending),
      (Progress(processed: .noon, successful: true, tries: 9), .succeeded),
      (Progress(processed: .noon, successful: nil), .succeeded),
      (Progress(processed: .noon, successful: false), .failed), (Progress(tries: -1), .pending),
    ] as [(Progress, TriggerState)])
  func order(progress: Progress, state: TriggerState) {
    #expect(TriggerState(progress, limits: TryLimits(), now: .noon) == state)
  }

  @Test("follow the limit of tries before a warning")
  func limits() {
    #expect(TriggerState(Progress(tries: 1), limits: TryLimits(warning: 0), now: .noon) == .warned)
    #expect(TriggerState(Progress(tries: 9), limits: TryLimits(warning: 9), now: .noon) == .failing)
  }
}
