import TestSupport
import Testing
import TriggerCore

/// The semantics of django-triggers' `process`, with its flaws mended.
@Suite("Lifecycle")
struct LifecycleTests {
  private let lifecycle = Lifecycle(backoff: .none)
  private let run = AttemptRun(started: .noon - .seconds(2), duration: .seconds(2), processor: "web3:71")
  private let timeout = AttemptError(type: "BankTimeout", message: "no answer")

  private func decide(
    _ progress: Progress, _ outcome: Outcome, with lifecycle: Lifecycle? = nil, jitter: Double = 0.5
  ) -> Transition {
    let record = TriggerRecord(
      id: 7, type: "pay_bill", source: nil, received: .noon - .hours(1), progress: progress)
    return (lifecycle ?? self.lifecycle).transition(of: record, outcome: outcome, run: run, now: .noon, jitter: jitter)
  }

  @Test(
    "admits what is due, and anything when forced",
    arguments: [
      (Progress(), .run), (Progress(after: .noon - .microseconds(1)), .run), (Progress(after: .noon), .later(.noon)),
      (Progress(after: .infinity), .later(.infinity)), (Progress(after: .negativeInfinity), .run),
      (Progress(processed: .noon - .days(1)), .alreadyProcessed),
      (Progress(processed: .noon - .days(1), after: .infinity), .alreadyProcessed),
      (Progress(successful: true, tries: 99), .run),
    ] as [(Progress, Admission)])
  func admission(progress: Progress, admission: Admission) {
    #expect(lifecycle.admission(of: progress, now: .noon, forced: false) == admission)
    #expect(lifecycle.admission(of: progress, now: .noon, forced: true) == .run)
  }

  @Test("a success is processed now, its tries untouched, and logs nothing")
  func success() {
    let first = decide(Progress(after: .noon - .hours(1)), .succeeded("paid"))
    #expect(first.progress == Progress(processed: .noon, successful: true, after: .noon - .hours(1)))
    #expect(first.attempt == nil && first.notice == nil && !first.givesUp)
    let third = decide(Progress(tries: 2), .succeeded(nil))
    #expect(third.progress == Progress(processed: .noon, successful: true, tries: 2))
    #expect(
      third.attempt
        == Attempt(
          number: 3, started: run.started, duration: run.duration, outcome: .succeeded, processor: "web3:71"))
  }

  @Test("a forced success of a processed trigger keeps its old date")
  func forcedSuccess() {
    let given = Progress(processed: .noon - .days(1), successful: false, tries: 5)
    #expect(
      decide(given, .succeeded(nil)).progress == Progress(processed: .noon - .days(1), successful: true, tries: 5))
  }

  @Test("asking for later moves the time, counts no try, and never goes back in time")
  func later() {
    let asked = decide(Progress(tries: 1), .later(.noon + .hours(2)))
    #expect(asked.progress == Progress(tries: 1, after: .noon + .hours(2)))
    #expect(asked.attempt?.outcome == .later && asked.notice == nil)
    #expect(decide(Progress(), .later(.noon + .hours(2))).attempt == nil)
    #expect(decide(Progress(), .later(.noon - .hours(2))).progress.after == .noon + .seconds(1))
    #expect(decide(Progress(), .later(.infinity)).progress.after == .infinity)
  }

  @Test("by default tries 1 to 3 are silent, 4 warns, 5 gives up, and a forced 6 counts on")
  func failures() {
    var progress = Progress(after: .noon - .hours(1))
    for (number, severity) in zip(1...6, [nil, nil, nil, .warning, .error, .error] as [Transition.Severity?]) {
      let failed = decide(progress, .failed(timeout))
      #expect(failed.progress.tries == number)
      #expect(failed.progress.after == progress.after)
      #expect(failed.givesUp == (number >= 5))
      #expect(failed.notice?.severity == severity)
      #expect(failed.attempt?.number == number && failed.attempt?.error == timeout)
      #expect(
        failed.notice.map(\.message)
          == severity.map { _ in "Processing of pay_bill 7 raised a BankTimeout (try nr. \(number))" })
      progress = failed.progress
    }
    #expect(progress == Progress(processed: .noon, successful: false, tries: 6, after: .noon - .hours(1)))
  }

  @Test(
    "flaw 10: gives up at the error limit even where it is not above the warning limit",
    arguments: [(3, 3), (3, 2), (10, 1), (0, 1), (5, 5)])
  func errorLimitNotAboveWarning(warning: Int, error: Int) {
    let lifecycle = Lifecycle(limits: TryLimits(warning: warning, error: error), backoff: .none)
    let last = decide(Progress(tries: error - 1), .failed(timeout), with: lifecycle)
    #expect(last.givesUp && last.notice?.severity == .error)
    if error > 1 {
      let before = decide(Progress(tries: error - 2), .failed(timeout), with: lifecycle)
      #expect(!before.givesUp && before.notice?.severity != .error)
    }
  }

  @Test("a failure waits longer each time, doubled up to the limit, spread by a quarter")
  func backoff() {
    let lifecycle = Lifecycle(
      limits: TryLimits(warning: 90, error: 99), backoff: .exponential(base: .seconds(15), limit: .hours(1)))
    for (tries, seconds) in [(0, 15), (1, 30), (2, 60), (7, 1_920), (8, 3_600), (97, 3_600)] {
      let failed = decide(Progress(tries: tries), .failed(timeout), with: lifecycle)
      #expect(failed.progress.after == .noon + .seconds(seconds), "after \(tries)")
    }
    let early = decide(Progress(), .failed(timeout), with: lifecycle, jitter: 0).progress.after
    let late = decide(Progress(), .failed(timeout), with: lifecycle, jitter: 1).progress.after
    #expect(early == .noon + .milliseconds(11_250) && late == .noon + .milliseconds(18_750))
  }

  @Test("no time is later than Python's calendar, but for infinity, which is asked for by name")
  func calendar() {
    let last = Instant(iso8601: "9999-12-31T23:59:59.999999Z")
    let longest = Duration.seconds(9_223_372_036_854)
    for limit in [Duration.days(400 * 36_500), longest] {
      let lifecycle = Lifecycle(backoff: .exponential(base: limit, limit: limit))
      for jitter in [0, 1.0] {
        #expect(decide(Progress(), .failed(timeout), with: lifecycle, jitter: jitter).progress.after == last)
      }
    }
    #expect(decide(Progress(), .later(.noon + .days(3_650_000))).progress.after == last)
    #expect(decide(Progress(), .later(.infinity)).progress.after == .infinity)
    for time in [ScheduleTime.fromNow(longest), .fromDue(longest)] {
      #expect(Operation.reschedule(time).progress(from: Progress(), now: .noon)?.after == last)
    }
  }

  @Test("what is given up, or was processed before, gets no new time")
  func noBackoffAtTheEnd() {
    let lifecycle = Lifecycle(backoff: .exponential())
    #expect(decide(Progress(tries: 4), .failed(timeout), with: lifecycle).progress.after == nil)
    let forced = Progress(processed: .noon - .days(1), successful: true)
    let failed = decide(forced, .failed(timeout), with: lifecycle)
    #expect(failed.progress == Progress(processed: .noon - .days(1), successful: true, tries: 1))
  }

  @Test("tries stop at what the column holds")
  func overflow() {
    let most = Int(Int32.max)
    #expect(decide(Progress(tries: most), .failed(timeout)).progress.tries == most)
    #expect(decide(Progress(tries: Int.max), .failed(timeout)).progress.tries == most)
  }
}
