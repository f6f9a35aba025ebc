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

/// How an attempt ended.
public enum Outcome: Sendable {
  case succeeded(TriggerResult?)
  /// The handler asked to be run again, not before this time. No try is counted.
  case later(Instant)
  case failed(AttemptError)
}

/// Why an attempt failed, as told to an operator.
public struct AttemptError: Error, Hashable, Sendable {
  /// The name of the error's type (`BankTimeout`), by which errors are grouped.
  public var type: String
  public var message: String
  /// Whatever the handler gave: a stack trace, the end of a command's stderr.
  public var backtrace: String?

  public init(type: String, message: String, backtrace: String? = nil) {
    self.type = type
    self.message = message
    self.backtrace = backtrace
  }

  /// Describes any error a handler threw; an `AttemptError` is kept as it is.
  public init(_ error: any Error) {
    if let known = error as? AttemptError {
      self = known
    } else {
      self.init(type: String(describing: Swift.type(of: error)), message: String(describing: error))
    }
  }

  /// What a trigger gets whose processor died in the middle of it.
  public static func processorLost(_ processor: String?) -> AttemptError {
    AttemptError(
      type: "ProcessorLost",
      message: "The processor \(processor ?? "that ran this") stopped renewing its lease before it recorded a result.")
  }
}
