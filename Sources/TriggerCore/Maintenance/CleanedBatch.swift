/// What one batch of cleaning did.
public struct CleanedBatch: Hashable, Sendable {
  /// A trigger that could not be removed.
  public struct Kept: Hashable, Sendable, Identifiable {
    public var id: TriggerID
    /// One clause.
    public var reason: String
    /// Whether it may go once others are gone.
    package var isNeeded: Bool

    package init(id: TriggerID, reason: String, isNeeded: Bool = false) {
      (self.id, self.reason, self.isNeeded) = (id, reason, isNeeded)
    }
  }

  public var removed: Int
  /// By ascending id.
  public var kept: [Kept]
  /// Where the next batch goes on; nil when none is left.
  public var place: CleaningPlace?

  public init(removed: Int = 0, kept: [Kept] = [], place: CleaningPlace? = nil) {
    (self.removed, self.kept, self.place) = (removed, kept, place)
  }
}

/// How far cleaning has come: all that was processed earlier has been tried.
public struct CleaningPlace: Hashable, Sendable {
  /// As the database has it.
  package var processed: DataValue
  package var id: TriggerID

  package init(processed: DataValue, id: TriggerID) { (self.processed, self.id) = (processed, id) }
}
