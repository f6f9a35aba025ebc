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
