/// A store that remembers what operators did, and takes it back (`Operation.undo`). It needs the side tables: without
/// them there are no actions.
public protocol TriggerJournal: Sendable {
  /// Newest first. One query.
  func actions(limit: Int) async throws -> [JournaledAction]
  /// What an action did, by ascending id; what it left alone is not among it. One query.
  func changes(of action: JournaledAction.ID) async throws -> [JournaledChange]
  /// Notes that an operator released locks of triggers, under the verb `unlock`; those of ids that no trigger has are
  /// left out. Does nothing without side tables.
  func note(released locks: [StuckLock], by operator: Operator, now: Instant?) async throws
}

/// What an operator did in one go, as the journal (`triggertop_action`) has it.
public struct JournaledAction: Hashable, Sendable, Identifiable {
  public var id: Int64
  public var at: Instant
  public var by: Operator
  public var verb: String
  /// Triggers that it changed; counted up to 10,000.
  public var changed: Tally
  /// Whether it was taken back: some of it, and to nothing of it an undo has not come yet.
  public var isUndone: Bool

  public init(id: Int64, at: Instant, by: Operator, verb: String, changed: Tally, isUndone: Bool) {
    self.id = id
    self.at = at
    self.by = by
    self.verb = verb
    self.changed = changed
    self.isUndone = isUndone
  }

  /// Whether there is something to be taken back. A released lock and an undo stay as they are.
  public var isUndoable: Bool {
    changed.value > 0 && !isUndone && ["retry", "reschedule", "delete", DataEdit.verb].contains(verb)
  }

  /// How far `changed` counts.
  package static let mostCounted = 10_000

  /// - Parameter found: at most one more than `mostCounted`.
  package static func tally(_ found: Int) -> Tally {
    found > mostCounted ? Tally(mostCounted, .atLeast) : Tally(found)
  }
}

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

/// An entry of the journal, as seen from one trigger.
public struct ActionRecord: Hashable, Sendable {
  public var at: Instant
  public var by: Operator
  public var verb: String
  public var before: Progress?
  public var after: Progress?
  /// The trigger's data before and after it was edited.
  public var dataBefore: TriggerData?
  public var dataAfter: TriggerData?

  public init(
    at: Instant, by: Operator, verb: String, before: Progress?, after: Progress?, dataBefore: TriggerData? = nil,
    dataAfter: TriggerData? = nil
  ) {
    self.at = at
    self.by = by
    self.verb = verb
    self.before = before
    self.after = after
    self.dataBefore = dataBefore
    self.dataAfter = dataAfter
  }
}

extension StoreError {
  /// What was deleted or edited can't come back whole, since values have nowhere to go.
  package static func lost(table: String) -> StoreError {
    .wrongSchema("The triggers had rows in \(table), which is gone by now: the action can't be taken back.")
  }

  package static func lost(column: String, of table: String) -> StoreError {
    .wrongSchema(
      """
      The column \(column) of \(table) is gone, of which the journal has values: the action can't be taken back before \
      there is such a column again.
      """)
  }
}
