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
      "\(count) held for over \(olderThan.shorthand) without an end, and passed over: \(ids)"
        + "\(found.locks.count > 5 ? " …" : ""); triggertop unlock tells since when and by whom, and releases them.")
  }
}
