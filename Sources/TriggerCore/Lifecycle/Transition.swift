import Logging

/// What an attempt's outcome changes: decided by `Lifecycle`, persisted by a store.
public struct Transition: Hashable, Sendable {
  public enum Severity: Sendable { case warning, error }

  public struct Notice: Hashable, Sendable {
    public let severity: Severity
    /// django-triggers' words.
    public let message: String
  }

  /// The row's new values.
  public var progress: Progress
  /// To be kept among the attempts, or nil.
  public var attempt: Attempt?
  /// To be logged, or nil.
  public var notice: Notice?
  /// Given up with this attempt.
  public var givesUp: Bool { progress.processed != nil && progress.successful == false }
}

extension Transition.Notice {
  var level: Logger.Level { severity == .error ? .error : .warning }
}
