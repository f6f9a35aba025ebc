import TriggerCore

/// How triggers are handed to Celery workers.
public struct CelerySettings: Hashable, Sendable {
  /// How long a message may be on its way before it counts as lost and is sent again: longer than workers ever let it
  /// wait and take to run it.
  public var lease: Duration
  /// Sent and not yet run, at most. Nothing is sent either while the queue holds as many messages of whomever.
  public var mostOutstanding: Int
  /// How long a trigger that a worker failed is left alone, since Python itself does not wait.
  public var backoff: Backoff
  /// Workers are to send statsd packets of their own.
  public var useStatsd: Bool
  /// How long an idle dispatcher waits between two looks at the queue: the shortest first, the longest after a while.
  public var poll: ClosedRange<Duration>

  public init(
    lease: Duration = .minutes(10), mostOutstanding: Int = 1_000, backoff: Backoff = .exponential(),
    useStatsd: Bool = false, poll: ClosedRange<Duration> = .milliseconds(250)...(.seconds(2))
  ) {
    self.lease = lease
    self.mostOutstanding = mostOutstanding
    self.backoff = backoff
    self.useStatsd = useStatsd
    self.poll = poll
  }
}
