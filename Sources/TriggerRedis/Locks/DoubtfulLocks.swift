import TriggerCore

/// Locks that we may hold without knowing it, because the answer to taking or releasing them never came. They are
/// released when Redis answers again, and forgotten when they have expired by themselves.
struct DoubtfulLocks {
  private var entries: [(grant: LockGrant, until: ContinuousClock.Instant)] = []

  mutating func add(_ grants: [LockGrant], lease: Duration, now: ContinuousClock.Instant = .now) {
    entries.removeAll { $0.until <= now }
    entries += grants.map { ($0, now + lease) }
  }

  /// What is still in doubt, which then isn't any more.
  mutating func take(now: ContinuousClock.Instant = .now) -> [LockGrant] {
    defer { entries = [] }
    return entries.filter { $0.until > now }.map(\.grant)
  }
}
