/// What an action did to one trigger, as the journal (`triggertop_action_item`) has it.
public struct JournaledChange: Hashable, Sendable, Identifiable {
  public var id: TriggerID
  public var received: Instant
  public var before: Progress?
  /// Nil for a deletion.
  public var after: Progress?
  /// The trigger's data before and after it was edited.
  public var dataBefore: TriggerData?
  public var dataAfter: TriggerData?
  /// The trigger that was deleted.
  public var deleted: TriggerRecord?

  /// - Parameters:
  ///   - before: JSON, as the journal's column holds it.
  ///   - after: likewise.
  package init(id: TriggerID, received: Instant, before: String?, after: String?) {
    self.id = id
    self.received = received
    self.before = before.flatMap(Progress.init(journal:))
    self.after = after.flatMap(Progress.init(journal:))
    dataBefore = before.flatMap(TriggerData.init(journal:))
    dataAfter = after.flatMap(TriggerData.init(journal:))
    deleted = after == nil ? before.flatMap(TriggerRecord.init(journal:)) : nil
  }

  /// For `Operation.undo`: the trigger as the action left it.
  public var target: Target { Target(id: id, received: received, seen: after ?? before ?? Progress()) }
}
