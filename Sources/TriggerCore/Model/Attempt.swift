/// One run of a trigger's handler, as `triggertop_attempt` keeps it: each failure, and each success or
/// postponement that came after a failure.
public struct Attempt: Hashable, Sendable {
  public enum Outcome: String, Sendable, CaseIterable {
    case succeeded, later, failed
  }

  /// Counts from 1: the try it was.
  public var number: Int
  public var started: Instant
  public var duration: Duration
  public var outcome: Outcome
  /// Who ran it: `host:pid` of the processor, nil where that is not known (Python).
  public var processor: String?
  public var error: AttemptError?

  public init(
    number: Int, started: Instant, duration: Duration, outcome: Outcome, processor: String? = nil,
    error: AttemptError? = nil
  ) {
    self.number = number
    self.started = started
    self.duration = duration
    self.outcome = outcome
    self.processor = processor
    self.error = error
  }
}
