/// The end of an attempt on its way to being recorded.
struct Ending {
  /// How much of it is sent.
  enum Extent {
    case whole
    case withoutResults
    /// The trigger's four columns only.
    case progress
  }

  let lease: Lease
  let outcome: Outcome
  let run: AttemptRun
  let results: [String]
  /// As last read.
  var record: TriggerRecord
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
  let isLoss: Bool

  init(_ lease: Lease, _ outcome: Outcome, _ run: AttemptRun, results: [String] = [], isLoss: Bool = false) {
    (self.lease, self.outcome, self.run, self.results, self.isLoss) = (lease, outcome, run, results, isLoss)
    record = lease.record
  }

  /// Its handler had begun, and its processor was lost.
  init(_ lease: Lease, lostSince started: Instant, with processor: String?) {
    // Until it was found: when in between its processor died, nobody knows.
    let run = AttemptRun(started: started, duration: lease.trigger.at.since(started), processor: processor)
    self.init(lease, .failed(.processorLost(processor)), run, isLoss: true)
  }

  /// What it means for the row as last read; nil where somebody else brought the row to an end meanwhile and nothing
  /// is left to say. A success still counts against a row that was given up.
  func transition(by lifecycle: Lifecycle, now: Instant, jitter: Double) -> Transition? {
    if record.processed != nil, !lease.isForced {
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
