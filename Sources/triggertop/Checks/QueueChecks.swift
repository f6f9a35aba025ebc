import TriggerCore
import TriggerPostgres
import TriggerRedis

/// What `triggertop check` and the dashboard check of a queue, as far as it is configured.
enum QueueChecks {
  /// - Parameter ownTypes: what this program handles by itself, beside what is configured.
  static func checks(
    of store: any TriggerStore, lock: (any TriggerLock)?, _ configuration: Configuration, ownTypes: [String] = []
  ) -> [any Check] {
    var checks = StandardChecks.all(
      of: store, lock: lock, lockAddress: (lock as? RedisLock)?.address ?? "Redis",
      handled: configuration.handlers.keys.map(\.text) + ownTypes,
      limits: configuration.limits, isReadOnly: configuration.readOnly.value)
    if let store = store as? PostgresStore {
      checks += [HiddenTablesCheck(store: store), IndexesCheck(store: store)]
    }
    if configuration.usesCelery { checks.append(BrokerCheck(configuration: configuration)) }
    if !configuration.unknownVariables.isEmpty {
      checks.append(VariablesCheck(unknown: configuration.unknownVariables))
    }
    return checks + [HandlersCheck(configuration: configuration, ownTypes: ownTypes)]
  }
}
