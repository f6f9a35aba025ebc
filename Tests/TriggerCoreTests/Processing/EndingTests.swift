import TestSupport
import Testing

@testable import TriggerCore

@Suite struct EndingTests {
  @Test(
    "on a row that somebody else brought to an end only our success against a failure still counts",
    arguments: [
      (Progress(), true, true), (Progress(), false, true),
      (Progress(processed: .noon, successful: true), true, false),
      (Progress(processed: .noon, successful: true), false, false),
      (Progress(processed: .noon, successful: false, tries: 5), true, true),
      (Progress(processed: .noon, successful: false, tries: 5), false, false),
    ])
  func overtaken(progress: Progress, succeeded: Bool, counts: Bool) {
    let transition = ending(progress, succeeded: succeeded).transition(by: Lifecycle(), now: .noon, jitter: 0.5)
    #expect((transition != nil) == counts)
  }

  @Test("a forced run counts whatever the row says")
  func forced() {
    let done = Progress(processed: .noon, successful: true)
    let transition = ending(done, succeeded: false, forced: true).transition(by: Lifecycle(), now: .noon, jitter: 0.5)
    #expect(transition?.progress.tries == 1)
  }

  @Test("a failure is decided on the tries of the fresh row")
  func fresh() {
    let transition = ending(Progress(tries: 4), succeeded: false).transition(by: Lifecycle(), now: .noon, jitter: 0.5)
    #expect(transition?.givesUp == true)
  }

  private func ending(_ progress: Progress, succeeded: Bool, forced: Bool = false) -> Ending {
    let record = TriggerRecord(id: 1, type: "job", source: nil, received: .noon, progress: progress)
    let started = CheckedTrigger(claim: Claim(id: 1, epoch: 7), record: record, at: .noon)
    return Ending(
      Lease(started, isForced: forced, until: .seconds(30), readAt: .zero),
      succeeded ? .succeeded(nil) : .failed(AttemptError(BankTimeout())),
      AttemptRun(started: .noon, duration: .seconds(1), processor: "web3:7"))
  }
}
