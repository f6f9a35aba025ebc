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
