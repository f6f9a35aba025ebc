/// A store that can remove processed triggers with all that hangs on them.
public protocol TriggerCleaning: Sendable {
  /// How many triggers were processed before `time`. One query over the index of `date_processed`.
  func cleanable(before time: Instant) async throws -> Int

  /// Looks the map's tables up, as `clean` does, and changes nothing.
  /// - Throws: `StoreError.refused` where a table or column of the map does not exist, or holds no ids.
  func check(_ ownTables: [String: [OwnTable]]) async throws

  /// Removes at most `limit` of them in one transaction, longest processed first: rows of own tables by the
  /// map and of child tables by their foreign keys, results, side rows, then the trigger. Rows whose foreign key may be
  /// null stay, and lose what it referred to. A trigger that the database does not let go costs itself alone.
  ///
  /// - Parameters:
  ///   - ownTables: by type; names are checked against the catalog and quoted.
  ///   - place: of the batch before; nil begins.
  /// - Throws: as `check(_:)`.
  func clean(
    before time: Instant, ownTables: [String: [OwnTable]], limit: Int, after place: CleaningPlace?
  ) async throws -> CleanedBatch

  /// Removes at most `limit` side rows whose trigger is gone or is another one by now. A trigger that the role is not
  /// allowed to see is not gone.
  /// - Returns: rows removed.
  func sweepOrphans(limit: Int) async throws -> Int
}

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
