import TriggerCore

/// Who held a lock when that was asked.
struct SeenLock: Hashable, Sendable {
  let holder: LockHolder
  /// By the database's clock.
  let at: Instant

  /// The same as far as it is true at `now`; nil where the lock has ended by itself since.
  func holder(at now: Instant) -> LockHolder? {
    guard let expiresIn = holder.expiresIn else { return holder }
    var holder = holder
    let left = expiresIn - max(.zero, now.since(at))
    holder.expiresIn = left
    return left > .zero ? holder : nil
  }
}
