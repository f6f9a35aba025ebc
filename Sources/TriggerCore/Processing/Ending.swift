/// The end of an attempt on its way to being recorded.
struct Ending {
  /// How much of it is sent.
  enum Extent {
    case whole
    case withoutResults
    /// The trigger's four columns only.
    case progress
  }

  var job: Job
  var outcome: Outcome
  var run: AttemptRun
  var results: [String] = []
  /// What the last try to record it wanted to write, if no answer came: it may stand there.
  var doubtful: Progress?
  var extent = Extent.whole
  /// Why it is sent without the rest.
  var omission: StoreError?
  /// The store wrote nothing, though the row is as it was seen.
  var isIgnored = false
  /// Why the store refused it last; nil where it never did.
  var refusal: StoreError?
  /// The processor's clock: a refused one is not sent again before.
  var retry = Duration.zero
  var pauses = Retreat(.seconds(5)...(.minutes(10)))
  var busyPauses = Retreat(.milliseconds(20)...(.seconds(5)))
  /// How often somebody else's transaction had its row locked.
  var timesBusy = 0
  /// Nothing but that another processor was lost with it: whoever runs it next is to know.
  var isLoss = false

  var record: TriggerRecord { job.checked.record }

  /// What it means for the row as last read; nil where somebody else brought the row to an end meanwhile and nothing
  /// is left to say. A success still counts against a row that was given up.
  func transition(by lifecycle: Lifecycle, now: Instant, jitter: Double) -> Transition? {
    if record.processed != nil, !job.forced {
      guard case .succeeded = outcome, record.successful == false else { return nil }
    }
    var transition = lifecycle.transition(of: record, outcome: outcome, run: run, now: now, jitter: jitter)
    if extent == .progress { transition.attempt = nil }
    return transition
  }

  /// Leaves out the next thing that a refusal may be about.
  /// - Returns: false where nothing more can be left out.
  mutating func leaveOut(because error: StoreError) -> Bool {
    switch extent {
    case .whole: extent = results.isEmpty ? .progress : .withoutResults
    case .withoutResults: extent = .progress
    case .progress: return false
    }
    omission = error
    return true
  }

  /// Refused altogether: next time it is sent whole again.
  mutating func isRefused(_ error: StoreError, at uptime: Duration) {
    (extent, omission, refusal) = (.whole, nil, error)
    retry = uptime + pauses.next()
  }

  /// Somebody else's transaction has its row locked.
  mutating func isBusy(at uptime: Duration) {
    timesBusy += 1
    retry = uptime + busyPauses.next()
  }
}
