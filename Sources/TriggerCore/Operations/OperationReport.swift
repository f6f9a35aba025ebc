/// What an operation did.
public struct OperationReport: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var id: TriggerID
    public var result: OperationResult
    /// The row before and after, where the operation was done; after is nil for a deletion, before for what came back.
    public var before: TriggerRecord?
    public var after: TriggerRecord?

    public init(id: TriggerID, result: OperationResult, before: TriggerRecord? = nil, after: TriggerRecord? = nil) {
      self.id = id
      self.result = result
      self.before = before
      self.after = after
    }
  }

  /// In the order of the targets.
  public var entries: [Entry]
  /// The key of its `triggertop_action`; nil where there are no side tables, so that somebody else must note it.
  public var journalID: Int64?

  public init(entries: [Entry], journalID: Int64?) {
    self.entries = entries
    self.journalID = journalID
  }

  public var done: [Entry] { entries.filter { $0.result == .done } }
}

/// What became of one target. Raw values stand in the journal and in JSON.
public enum OperationResult: Hashable, Sendable {
  case done
  /// Not as the operator saw it any more; left alone.
  case changed
  /// Gone, or another trigger has its id.
  case missing
  /// Somebody holds a claim or a lock; left alone.
  case running(RunningMark)
  /// The operation makes no sense for its state (a succeeded trigger is not retried).
  case refused(String)

  /// Left alone because somebody holds its lock: who, since when, and what can be done about it.
  package static func locked(_ id: TriggerID, by holder: LockHolder?) -> OperationResult {
    .refused(holder?.clause(of: id, at: .now) ?? "somebody else had its lock; try again")
  }

  /// The word for the journal and for JSON.
  public var word: String {
    switch self {
    case .done: "done"
    case .changed: "changed"
    case .missing: "missing"
    case .running: "running"
    case .refused: "refused"
    }
  }
}
