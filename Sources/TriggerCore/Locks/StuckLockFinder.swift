/// Locks that can outlive their holder: a Python worker that was killed leaves one that never expires, and its
/// trigger is passed over for ever.
///
/// Whether the holder is gone, only an operator can know: a worker may be at work for hours. So nothing is ever
/// released but what one has seen and asked for.
public protocol StuckLockFinder: Sendable {
  /// Locks without an expiry that were taken longer than `age` ago, by their holder's clock, and those that do not say
  /// when. Many short calls of bounded cost; nothing else waits for them.
  /// - Throws: `StoreError`.
  func stuck(olderThan age: Duration) async throws -> StuckLocks
  /// Releases those that are still held by whom the operator saw.
  /// - Returns: what was released. What is absent was given back or changed hands meanwhile.
  func release(stuck locks: [StuckLock]) async throws -> [StuckLock]
}
