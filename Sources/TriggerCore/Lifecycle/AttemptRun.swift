/// When, where and for how long a handler ran.
public struct AttemptRun: Hashable, Sendable {
  public var started: Instant
  public var duration: Duration
  /// `host:pid`.
  public var processor: String?

  public init(started: Instant, duration: Duration, processor: String?) {
    self.started = started
    self.duration = duration
    self.processor = processor
  }

  func attempt(number: Int, outcome: Attempt.Outcome, error: AttemptError?) -> Attempt {
    Attempt(
      number: number, started: started, duration: duration, outcome: outcome, processor: processor, error: error)
  }
}
