/// Removes what was processed long ago, batch by batch, so that it can be watched and stopped at any time without
/// harm: each batch is a transaction of its own.
public struct Cleaner: Sendable {
  public struct Progress: Hashable, Sendable {
    public var removed: Int
    /// Counted before the first batch.
    public var total: Int
    /// Those that the database did not let go.
    public var keptCount = 0
    /// The first hundred of them.
    public var kept: [CleanedBatch.Kept] = []
  }

  private let store: any TriggerCleaning
  private let ownTables: [String: [OwnTable]]
  /// Large enough to be fast, small enough that nobody waits long for a lock of ours.
  private let batch: Int

  public init(store: any TriggerCleaning, ownTables: [String: [OwnTable]] = [:], batch: Int = 1_000) {
    self.store = store
    self.ownTables = ownTables
    self.batch = batch
  }

  /// Ends early when the task is cancelled.
  ///
  /// - Parameter progress: called after each batch.
  /// - Returns: triggers removed.
  @discardableResult
  public func run(before time: Instant, progress: (Progress) -> Void = { _ in }) async throws -> Int {
    var state = Progress(removed: 0, total: try await store.cleanable(before: time))
    progress(state)
    var isDone = false
    while !isDone, !Task.isCancelled {
      // What was needed by triggers that are gone by now may go as well.
      let (before, hadNeeded) = (state.removed, try await pass(before: time, &state, progress))
      isDone = !hadNeeded || state.removed == before
    }
    while !Task.isCancelled, try await store.sweepOrphans(limit: Self.mostOrphans) == Self.mostOrphans {}
    return state.removed
  }

  /// - Returns: whether others may let go what was kept.
  private func pass(before time: Instant, _ state: inout Progress, _ progress: (Progress) -> Void) async throws -> Bool
  {
    (state.kept, state.keptCount) = ([], 0)
    var place: CleaningPlace?
    var hadNeeded = false
    repeat {
      let done = try await store.clean(before: time, ownTables: ownTables, limit: batch, after: place)
      state.removed += done.removed
      state.keptCount += done.kept.count
      state.kept += done.kept.prefix(100 - state.kept.count)
      hadNeeded = hadNeeded || done.kept.contains(where: \.isNeeded)
      place = done.place
      progress(state)
    } while place != nil && !Task.isCancelled
    return hadNeeded
  }

  private static let mostOrphans = 100_000
}
