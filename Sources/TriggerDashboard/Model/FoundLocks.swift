import TriggerCore

/// Locks that may have outlived their holder, with the types of their triggers; of a trigger that is gone there is none.
struct FoundLocks: Hashable, Sendable {
  var locks: StuckLocks
  var types: [TriggerID: String]
}
