/// Removes what was processed long ago, batch by batch, so that it can be watched and stopped at any time without
/// harm: each batch is a transaction of its own.
public struct Cleaner: Sendable {
  public struct Progress: Hashable, Sendable {
    public var removed: Int
    /// Counted before the first batch.
    public var total: Int
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
    var last = batch
    while last == batch, !Task.isCancelled {
      last = try await store.clean(before: time, ownTables: ownTables, limit: batch)
      state.removed += last
      progress(state)
    }
    while !Task.isCancelled, try await store.sweepOrphans(limit: batch) == batch {}
    return state.removed
  }
}
