/// Whether locks can be asked for.
public struct LocksCheck: Check {
  public let name = "redis"
  private let lock: any TriggerLock
  private let address: String

  /// - Parameter address: what stands in the answer for it, without a password.
  public init(lock: any TriggerLock, address: String = "Redis") {
    self.lock = lock
    self.address = address
  }

  public func run() async throws -> CheckResult {
    // Django numbers from 1: nobody ever holds this one.
    _ = try await lock.holders(of: [0])
    return CheckResult(.good, "\(address) answers.")
  }
}
