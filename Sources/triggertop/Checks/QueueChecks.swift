import TriggerCore
import TriggerPostgres
import TriggerRedis

/// What `triggertop check` and the dashboard check of a queue, as far as it is configured.
enum QueueChecks {
  static func checks(
    of store: any TriggerStore, lock: (any TriggerLock)?, _ configuration: Configuration
  ) -> [any Check] {
    let (limits, handlers) = (configuration.limits, configuration.handlers)
    var checks = StandardChecks.all(
      of: store, lock: lock, lockAddress: (lock as? RedisLock)?.address ?? "Redis", handled: handlers.keys,
      limits: limits)
    if let store = store as? PostgresStore { checks.append(IndexesCheck(store: store)) }
    if configuration.usesCelery { checks.append(BrokerCheck(configuration: configuration)) }
    return checks + [HandlersCheck(handlers: handlers, limits: limits)]
  }
}
