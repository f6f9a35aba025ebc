/// How an attempt ended.
public enum Outcome: Sendable {
  case succeeded(TriggerResult?)
  /// The handler asked to be run again, not before this time. No try is counted.
  case later(Instant)
  case failed(AttemptError)
}
