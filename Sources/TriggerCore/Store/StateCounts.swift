/// What the tiles ask for.
public struct CountQuery: Hashable, Sendable {
  public var limits: TryLimits
  /// Given up within this time before now.
  public var failedWindow: Duration
  /// Succeeded within this time before now.
  public var doneWindow: Duration
  /// How long the database may go on counting where more rows wait, or were processed within the windows, than a
  /// bounded pass looks at. Zero leaves it at that pass.
  public var exactWithin: Duration

  public init(
    limits: TryLimits = TryLimits(), failedWindow: Duration = .hours(24), doneWindow: Duration = .hours(1),
    exactWithin: Duration = .zero
  ) {
    self.limits = limits
    self.failedWindow = failedWindow
    self.doneWindow = doneWindow
    self.exactWithin = exactWithin
  }
}

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

/// A count that says how exact it is: `42`, `≥ 10,001`, `≈ 52,100`.
public struct Tally: Hashable, Sendable {
  public enum Exactness: Sendable { case exact, atLeast, estimate }

  public var value: Int
  public var exactness: Exactness
  /// How long before the answer it comes with it was counted; zero where it was counted for it.
  public var age: Duration

  public init(_ value: Int, _ exactness: Exactness = .exact, age: Duration = .zero) {
    self.value = value
    self.exactness = exactness
    self.age = age
  }

  /// At least none: nothing is known.
  public var isUnknown: Bool { exactness == .atLeast && value == 0 }

  /// Both together: as inexact as the less exact, as old as the older.
  package static func + (a: Tally, b: Tally) -> Tally {
    let kinds = [a.exactness, b.exactness]
    let exactness: Exactness = kinds.contains(.estimate) ? .estimate : kinds.contains(.atLeast) ? .atLeast : .exact
    return Tally(a.value + b.value, exactness, age: max(a.age, b.age))
  }
}
