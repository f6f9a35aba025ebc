/// The rules of django-triggers' `process`, with its flaws mended, as pure decisions.
///
/// It alone turns (record, outcome, settings, now) into a `Transition`; processors run, stores persist.
public struct Lifecycle: Hashable, Sendable {
  public var limits: TryLimits
  public var backoff: Backoff

  /// Far enough ahead that a handler which asks for the past does not spin.
  static let shortestPostponement = Duration.seconds(1)

  public init(limits: TryLimits = TryLimits(), backoff: Backoff = .exponential()) {
    self.limits = limits
    self.backoff = backoff
  }

  /// Whether a trigger may run, asked on the row as re-read under claim and lock.
  public func admission(of progress: Progress, now: Instant, forced: Bool) -> Admission {
    if forced { return .run }
    if progress.processed != nil { return .alreadyProcessed }
    if let after = progress.after, after >= now { return .later(after) }
    return .run
  }

  /// What the end of an attempt means for the trigger.
  ///
  /// - Parameters:
  ///   - run: when, where and how long; becomes the attempt's row.
  ///   - jitter: from 0 to 1, see `Backoff`.
  public func transition(
    of record: TriggerRecord, outcome: Outcome, run: AttemptRun, now: Instant, jitter: Double
  ) -> Transition {
    switch outcome {
    case .succeeded: succeeded(record, run, now)
    case .later(let time): postponed(record, run, now, until: time)
    case .failed(let error): failed(record, run, now, error, jitter)
    }
  }

  /// A forced run of a processed trigger keeps its old date, as in the library.
  private func succeeded(_ record: TriggerRecord, _ run: AttemptRun, _ now: Instant) -> Transition {
    var progress = record.progress
    progress.processed = progress.processed ?? now
    progress.successful = true
    return Transition(progress: progress, attempt: followUp(record, run, .succeeded))
  }

  private func postponed(_ record: TriggerRecord, _ run: AttemptRun, _ now: Instant, until time: Instant) -> Transition
  {
    var progress = record.progress
    // Infinity is meant: until somebody reschedules it.
    let latest = time == .infinity ? time : min(time, .lastDate)
    progress.after = max(latest, now + Self.shortestPostponement)
    return Transition(progress: progress, attempt: followUp(record, run, .later))
  }

  private func failed(
    _ record: TriggerRecord, _ run: AttemptRun, _ now: Instant, _ error: AttemptError, _ jitter: Double
  ) -> Transition {
    var progress = record.progress
    progress.tries = min(progress.tries, Int(Int32.max) - 1) + 1  // the column has 32 bits
    if progress.tries >= limits.error {
      progress.processed = now
      progress.successful = false
    } else if progress.processed == nil, let delay = backoff.delay(afterTries: progress.tries, jitter: jitter) {
      progress.after = min(now + delay, .lastDate)
    }
    let message =
      "Processing of \(record.type) \(record.id) raised a \(error.type) (try nr. \(progress.tries))"
    let severity: Transition.Severity? =
      progress.tries >= limits.error ? .error : progress.tries > limits.warning ? .warning : nil
    return Transition(
      progress: progress,
      attempt: run.attempt(number: progress.tries, outcome: .failed, error: error),
      notice: severity.map { Transition.Notice(severity: $0, message: message) })
  }

  /// Only what follows a failure is worth a row: a queue that works writes none.
  private func followUp(_ record: TriggerRecord, _ run: AttemptRun, _ outcome: Attempt.Outcome) -> Attempt? {
    record.tries == 0 ? nil : run.attempt(number: record.tries + 1, outcome: outcome, error: nil)
  }
}

/// When a failing trigger is warned about and when it is given up. Defaults are django-triggers'.
public struct TryLimits: Hashable, Sendable {
  /// Warned once tries exceed this (DJTRIGGERS_TRIES_BEFORE_WARNING).
  public var warning: Int
  /// Given up once tries reach this (DJTRIGGERS_TRIES_BEFORE_ERROR).
  public var error: Int

  public init(warning: Int = 3, error: Int = 5) {
    self.warning = warning
    self.error = error
  }
}

/// Whether a trigger may run now.
public enum Admission: Hashable, Sendable {
  case run
  case alreadyProcessed
  /// Not due before this time.
  case later(Instant)
}
