/// What is due and was not run when a queue had been worked off, by the reason as far as it is known.
package struct LeftAlone: Hashable, Sendable {
  /// Somebody else has them locked, or another processor put them off.
  package var locked: Set<TriggerID> = []
  /// Their data can't be read as it is stored.
  package var unreadable: Set<TriggerID> = []
  /// Of types in `ProcessorStatus.shortages`.
  package var lacking: Set<TriggerID> = []
  /// Claims pass over them: `ProcessorStatus.isBarred`.
  package var barred: Set<TriggerID> = []

  package init() {}

  /// All, ascending.
  package var ids: [TriggerID] { locked.union(unreadable).union(lacking).union(barred).sorted() }
}
