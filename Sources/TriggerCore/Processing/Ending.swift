/// The end of an attempt on its way to being recorded.
struct Ending {
  var job: Job
  var outcome: Outcome
  var run: AttemptRun
  var results: [String] = []
  /// What the last try to record it wanted to write, if no answer came: it may stand there.
  var doubtful: Progress?
  /// The store refused its attempt or results for themselves: only the progress is left to record.
  var isBare = false

  var record: TriggerRecord { job.started.record }

  /// What it means for the row as last read; nil where somebody else brought the row to an end meanwhile and nothing
  /// is left to say. A success still counts against a row that was given up.
  func transition(by lifecycle: Lifecycle, now: Instant, jitter: Double) -> Transition? {
    if record.processed != nil, !job.forced {
      guard case .succeeded = outcome, record.successful == false else { return nil }
    }
    var transition = lifecycle.transition(of: record, outcome: outcome, run: run, now: now, jitter: jitter)
    if isBare { transition.attempt = nil }
    return transition
  }
}
