import TriggerCore
import TriggerPostgres
import TriggerRedis

/// What `triggertop check` and the dashboard check of a queue, as far as it is configured.
enum QueueChecks {
  static func checks(
    of store: any TriggerStore, lock: (any TriggerLock)?, _ configuration: Configuration
  ) -> [any Check] {
    var checks: [any Check] = [DatabaseCheck(store: store), SideTablesCheck(store: store)]
    if let store = store as? PostgresStore { checks.append(IndexesCheck(store: store)) }
    checks.append(ClockCheck(store: store))
    if let lock = lock as? RedisLock {
      checks += [
        LocksCheck(lock: lock, isReadOnly: configuration.readOnly.value), StuckLocksCheck(finder: lock),
      ]
    }
    if configuration.usesCelery { checks.append(BrokerCheck(configuration: configuration)) }
    let (limits, handlers) = (configuration.limits, configuration.handlers)
    return checks + [
      OrphanedClaimsCheck(store: store),
      UnhandledTypesCheck(store: store, limits: limits, configured: Set(handlers.keys)),
      HandlersCheck(handlers: handlers, limits: limits),
    ]
  }
}
