/// How a processor works.
public struct ProcessorSettings: Hashable, Sendable {
  /// Handlers at once, 1 or more; may be changed while it runs.
  public var concurrency: Int
  /// Handlers at once of single types, 1 or more. Else a type has at most three quarters of the slots while another one
  /// is in use, and all of them while none is.
  public var typeConcurrency: [ExactText: Int]
  /// When triggers are warned about and given up, and how long failed ones wait.
  public var lifecycle: Lifecycle
  /// How long a claim or lock outlives a processor that died; renewed at a third of it.
  public var lease: Duration
  /// How long draining waits for handlers at work before it cancels them.
  public var grace: Duration
  /// How long draining then waits for handlers that were cancelled before it leaves them to themselves.
  public var cancelGrace: Duration
  /// How long a trigger is left alone whose lock somebody else holds.
  public var hold: Duration
  /// How long an idle processor waits between two looks at the queue: the shortest first, the longest after a while.
  public var poll: ClosedRange<Duration>
  /// How long attempts of processed triggers and operators' actions are kept: `TriggerStore.forget`. Nil is for ever.
  public var history: Duration?
  /// Ends that may wait for a database that is slow or does not answer before nothing more is claimed.
  var mostUnrecorded = 6_000
  /// Ends of which each was refused or waits for somebody's lock on its row before nothing more is claimed.
  var mostSetAside = 10_000

  public init(
    concurrency: Int = 4, typeConcurrency: [ExactText: Int] = [:], lifecycle: Lifecycle = Lifecycle(),
    lease: Duration = .seconds(30),
    grace: Duration = .seconds(10), cancelGrace: Duration = .seconds(2), hold: Duration = .seconds(5),
    poll: ClosedRange<Duration> = .milliseconds(250)...(.seconds(2)), history: Duration? = .days(90)
  ) {
    self.concurrency = max(1, concurrency)
    self.typeConcurrency = typeConcurrency.mapValues { max(1, $0) }
    self.lifecycle = lifecycle
    self.lease = lease
    self.grace = grace
    self.cancelGrace = cancelGrace
    self.hold = hold
    self.poll = poll
    self.history = history
  }

  /// When leases are renewed.
  var heartbeat: Duration { lease / 3 }
}
