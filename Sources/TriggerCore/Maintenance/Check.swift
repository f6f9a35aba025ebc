/// One thing that must be true for a queue to be in good health.
///
/// Applications add their own beside those of `triggertop check`.
public protocol Check: Sendable {
  /// A short name, unique among the checks of a run: `database`, `redis`.
  var name: String { get }
  /// Finds out. What it throws is a failure with that description.
  func run() async throws -> CheckResult
}

/// What a check found.
public struct CheckResult: Hashable, Sendable {
  public enum Status: String, Sendable { case good, warning, failed }

  public var status: Status
  /// A sentence for people; what to do, where something is to be done.
  public var detail: String

  public init(_ status: Status, _ detail: String) {
    self.status = status
    self.detail = detail
  }
}

/// Runs checks beside each other.
public struct CheckRun: Sendable {
  public struct Entry: Hashable, Sendable {
    public var name: String
    public var result: CheckResult
  }

  private let checks: [any Check]

  public init(_ checks: [any Check]) { self.checks = checks }

  /// In the order of the checks. How long it may take is up to each check: every wait in them is bounded.
  public func entries() async -> [Entry] {
    await withTaskGroup(of: (Int, Entry).self) { group in
      for (index, check) in checks.enumerated() {
        group.addTask {
          let entry = await Self.entry(of: check)
          return (index, entry)
        }
      }
      var entries: [Int: Entry] = [:]
      for await (index, entry) in group { entries[index] = entry }
      return checks.indices.compactMap { entries[$0] }
    }
  }

  private static func entry(of check: any Check) async -> Entry {
    do {
      return Entry(name: check.name, result: try await check.run())
    } catch {
      return Entry(name: check.name, result: CheckResult(.failed, String(describing: error)))
    }
  }
}

extension Sequence<CheckRun.Entry> {
  /// Nothing failed; warnings don't count.
  public var areGood: Bool { allSatisfy { $0.result.status != .failed } }
}

/// What `triggertop check` looks at in any queue, for an application to run beside its own checks.
///
///     let checks = StandardChecks.all(of: store, lock: lock, handled: registry.types) + [BankCheck()]
///     for entry in await CheckRun(checks).entries() { print(entry.name, entry.result.detail) }
public enum StandardChecks {
  /// Database, side tables, clock, locks where there are any, claims, and types that nobody handles.
  ///
  /// - Parameters:
  ///   - lock: nil where none are known; searched for stuck ones if it can be.
  ///   - lockAddress: what stands in the answer for it, without a password.
  ///   - handled: the types that have a handler here.
  ///   - isReadOnly: only look: no lock is taken to see whether it is given.
  public static func all(
    of store: any TriggerStore, lock: (any TriggerLock)? = nil, lockAddress: String = "Redis",
    handled: some Sequence<String>, limits: TryLimits = TryLimits(), isReadOnly: Bool = false
  ) -> [any Check] {
    var checks: [any Check] = [DatabaseCheck(store: store), SideTablesCheck(store: store), ClockCheck(store: store)]
    if let lock { checks.append(LocksCheck(lock: lock, address: lockAddress, isReadOnly: isReadOnly)) }
    if let finder = lock as? any StuckLockFinder { checks.append(StuckLocksCheck(finder: finder)) }
    return checks + [
      OrphanedClaimsCheck(store: store), UnhandledTypesCheck(store: store, handled: handled, limits: limits),
    ]
  }
}
