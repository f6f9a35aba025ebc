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
  public static func all(
    of store: any TriggerStore, lock: (any TriggerLock)? = nil, lockAddress: String = "Redis",
    handled: some Sequence<String>, limits: TryLimits = TryLimits()
  ) -> [any Check] {
    var checks: [any Check] = [DatabaseCheck(store: store), SideTablesCheck(store: store), ClockCheck(store: store)]
    if let lock { checks.append(LocksCheck(lock: lock, address: lockAddress)) }
    if let finder = lock as? any StuckLockFinder { checks.append(StuckLocksCheck(finder: finder)) }
    return checks + [
      OrphanedClaimsCheck(store: store), UnhandledTypesCheck(store: store, handled: handled, limits: limits),
    ]
  }
}
