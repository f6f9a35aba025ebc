import TriggerCore
import TriggerRedis

/// Whether Redis can be asked for locks.
struct LocksCheck: Check {
  let name = "redis"
  let lock: RedisLock

  func run() async throws -> CheckResult {
    // Django numbers from 1: nobody ever holds this one.
    _ = try await lock.holders(of: [0])
    return CheckResult(.good, "\(lock.address) answers.")
  }
}
