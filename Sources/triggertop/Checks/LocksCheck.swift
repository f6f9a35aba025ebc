import TriggerCore
import TriggerRedis

/// Whether Redis gives locks and takes them back.
struct LocksCheck: Check {
  let name = "redis"
  let lock: RedisLock
  /// Only look.
  let isReadOnly: Bool

  func run() async throws -> CheckResult {
    // Django numbers from 1: no trigger has this one.
    let id: TriggerID = 0
    guard !isReadOnly else {
      _ = try await lock.holders(of: [id])
      return CheckResult(.good, "\(lock.address) answers.")
    }
    let grants = try await lock.acquire([id], lease: .seconds(10))
    // Another check may be at it.
    guard !grants.isEmpty else { return CheckResult(.good, "\(lock.address) answers.") }
    do {
      _ = try await lock.extend(grants, lease: .seconds(10))
      try await lock.release(grants)
    } catch {
      return CheckResult(.failed, "\(lock.address) gives locks, but does not renew them or take them back: \(error)")
    }
    return CheckResult(.good, "\(lock.address) gives locks and takes them back.")
  }
}
