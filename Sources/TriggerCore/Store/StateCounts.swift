/// The queue in numbers, at bounded cost (PROTOCOL, "Reading"): what is capped or estimated says so, and so does what
/// was counted earlier (`Tally.age`).
public struct StateCounts: Hashable, Sendable {
  public struct OfType: Hashable, Sendable {
    public var type: String
    public var states: [TriggerState: Tally]
    /// Unprocessed and due now, whatever the state.
    public var due: Tally
    public var oldestDue: Instant?

    public init(type: String, states: [TriggerState: Tally], due: Tally = Tally(0), oldestDue: Instant?) {
      self.type = type
      self.states = states
      self.due = due
      self.oldestDue = oldestDue
    }
  }

  /// Every state; failed and succeeded are those processed within the windows asked for.
  public var states: [TriggerState: Tally]
  /// Unprocessed and due now, whatever the state.
  public var due: Tally
  /// Since when the longest waiting due trigger waits (`TriggerRecord.waitingSince`), or nil where none is due. Rows
  /// of which that is not known, since they were received at no finite time or before 2000, are left out. Where not all rows were
  /// looked at (`scanned`), another may wait longer.
  public var oldestDue: Instant?
  /// Processed within the minute before `at`, either way: the throughput.
  public var processedLastMinute: Tally
  /// Unprocessed triggers by type, busiest first.
  public var types: [OfType]
  /// How much of the unprocessed rows was looked at: 1 is all of them.
  public var scanned: Double
  /// What was asked: the windows of failed and succeeded.
  public var query: CountQuery
  /// The database's clock.
  public var at: Instant
  /// What it cost to find out.
  public var cost: Duration
  /// What of it went into counting beyond the bounded passes (`CountQuery.exactWithin`), in vain or not.
  public var exactCost: Duration

  public init(
    states: [TriggerState: Tally], due: Tally, oldestDue: Instant?, processedLastMinute: Tally, types: [OfType],
    scanned: Double, query: CountQuery = CountQuery(), at: Instant, cost: Duration, exactCost: Duration = .zero
  ) {
    self.states = states
    self.due = due
    self.oldestDue = oldestDue
    self.processedLastMinute = processedLastMinute
    self.types = types
    self.scanned = scanned
    self.query = query
    self.at = at
    self.cost = cost
    self.exactCost = exactCost
  }
}

extension StateCounts {
  /// These counts, with exact ones of `older` in the place of bounds, and their age. A bound above an older count is
  /// news and stays.
  public func keepingExact(of older: StateCounts) -> StateCounts {
    guard at >= older.at, query.limits == older.query.limits else { return self }
    var counts = self
    func kept(_ new: Tally, _ old: Tally?) -> Tally {
      guard let old, new.exactness != .exact, old.exactness == .exact else { return new }
      if new.exactness == .atLeast, new.value > old.value { return new }
      return Tally(old.value, age: old.age + at.since(older.at))
    }
    for state in TriggerState.allCases {
      if state == .failed, query.failedWindow != older.query.failedWindow { continue }
      if state == .succeeded, query.doneWindow != older.query.doneWindow { continue }
      if let new = states[state] { counts.states[state] = kept(new, older.states[state]) }
    }
    counts.due = kept(due, older.due)
    guard scanned < 1, older.scanned == 1 else { return counts }
    counts.types = older.types
    counts.oldestDue = older.oldestDue
    counts.scanned = 1
    return counts
  }
}
