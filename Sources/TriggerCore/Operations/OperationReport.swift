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
