/// The queue in numbers, at bounded cost (PROTOCOL, "Reading"): what is capped or estimated says so.
public struct StateCounts: Hashable, Sendable {
  public struct OfType: Hashable, Sendable {
    public var type: String
    public var states: [TriggerState: Tally]
    public var oldestDue: Instant?

    public init(type: String, states: [TriggerState: Tally], oldestDue: Instant?) {
      self.type = type
      self.states = states
      self.oldestDue = oldestDue
    }
  }

  /// Every state; failed and succeeded are those processed within the windows asked for.
  public var states: [TriggerState: Tally]
  /// Unprocessed and due now, whatever the state.
  public var due: Tally
  /// Since when the longest waiting due trigger waits (`TriggerRecord.waitingSince`), or nil where none is due. Rows
  /// of which that is not known, since they were received at no finite time, are left out.
  public var oldestDue: Instant?
  /// Processed within the minute before `at`, either way: the throughput.
  public var processedLastMinute: Tally
  /// Unprocessed triggers by type, busiest first.
  public var types: [OfType]
  /// How much of the unprocessed rows was looked at: 1 is all of them.
  public var scanned: Double
  /// The database's clock.
  public var at: Instant
  /// What it cost to find out.
  public var cost: Duration

  public init(
    states: [TriggerState: Tally], due: Tally, oldestDue: Instant?, processedLastMinute: Tally, types: [OfType],
    scanned: Double, at: Instant, cost: Duration
  ) {
    self.states = states
    self.due = due
    self.oldestDue = oldestDue
    self.processedLastMinute = processedLastMinute
    self.types = types
    self.scanned = scanned
    self.at = at
    self.cost = cost
  }
}
