/// Whether locks are given, renewed and taken back.
public struct LocksCheck: Check {
  public let name = "redis"
  private let lock: any TriggerLock
  private let address: String
  private let isReadOnly: Bool

  /// - Parameters:
  ///   - address: what stands in the answer for it, without a password.
  ///   - isReadOnly: only look, take none.
  public init(lock: any TriggerLock, address: String = "Redis", isReadOnly: Bool = false) {
    self.lock = lock
    self.address = address
    self.isReadOnly = isReadOnly
  }

  public func run() async throws -> CheckResult {
    // Django numbers from 1: no trigger has this one.
    let id: TriggerID = 0
    guard !isReadOnly else {
      _ = try await lock.holders(of: [id])
      return CheckResult(.good, "\(address) answers.")
    }
    let grants = try await lock.acquire([id], lease: .seconds(10))
    // Another check may be at it.
    guard !grants.isEmpty else { return CheckResult(.good, "\(address) answers.") }
    do {
      let kept = try await lock.extend(grants, lease: .seconds(10))
      try await lock.release(grants)
      guard kept == grants else { return CheckResult(.failed, "\(address) gives locks, but does not keep them.") }
    } catch {
      return CheckResult(.failed, "\(address) gives locks, but does not renew them or take them back: \(error)")
    }
    return CheckResult(.good, "\(address) gives locks and takes them back.")
  }
}

/// Whether there are locks that may have outlived their holder.
public struct StuckLocksCheck: Check {
  public let name = "stuck locks"
  private let finder: any StuckLockFinder
  private let olderThan: Duration

  public init(finder: any StuckLockFinder, olderThan: Duration = StuckLock.suspiciousAge) {
    self.finder = finder
    self.olderThan = olderThan
  }

  public func run() async throws -> CheckResult {
    let found = try await finder.stuck(olderThan: olderThan)
    guard !found.locks.isEmpty else {
      return CheckResult(.good, found.isComplete ? "None." : "None among those keys that could be looked at in time.")
    }
    let ids = found.locks.prefix(5).map { "\($0.id)" }.joined(separator: " ")
    let count = "\(found.isComplete ? "" : "At least ")\(found.locks.count)"
    return CheckResult(
      .warning,
      "\(count) held for over \(olderThan.shorthand) or for nobody knows how long, without an end, and passed over: \(ids)"
        + "\(found.locks.count > 5 ? " …" : ""); triggertop unlock tells since when and by whom, and releases them.")
  }
}
