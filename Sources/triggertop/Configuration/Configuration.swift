import TerminalUI
import TriggerCore
import TriggerRedis

/// Everything that can be set, with where each value came from.
struct Configuration: Sendable {
  var database: Setting<String?>
  var readOnly: Setting<Bool>
  var production: Setting<Bool>
  var background: Setting<Background>

  var triesBeforeWarning: Setting<Int>
  var triesBeforeError: Setting<Int>
  var asyncHandling: Setting<Bool>
  var celeryTaskMaxRetries: Setting<Int>
  var typeToTable: Setting<OwnTables>
  var loggers: Setting<[ResultLoggerName]>
  var resultLogger: Setting<ResultLoggerName?>
  var redisURL: Setting<String?>
  var redisKeyPrefix: Setting<String>

  var celeryBroker: Setting<String?>
  var celeryQueue: Setting<String>
  var celeryLease: Setting<Duration>
  var statsdHost: Setting<String?>
  var statsdPort: Setting<Int>
  var statsdPrefix: Setting<String>

  var process: Setting<Bool>
  var concurrency: Setting<Int>
  var types: Setting<[String]>
  var claimsOnly: Setting<Bool>
  var lease: Setting<Duration>
  var grace: Setting<Duration>
  var backoff: Setting<BackoffKind>
  var backoffBase: Setting<Duration>
  var backoffLimit: Setting<Duration>
  var keepHistory: Setting<KeptHistory>

  /// All of the above and the handlers', as `triggertop config` prints them.
  var lines: [ConfigurationLine]

  /// Variables that set nothing, each with the name that was likely meant.
  var unknownVariables: [(name: String, meant: String?)]

  /// By type.
  var handlers: [ExactText: HandlerConfiguration]

  /// - Throws: `ConfigurationError` for the first thing that is wrong.
  init(flags: ConfigurationFlags, environment: [String: String], file: ConfigurationFile) throws {
    var sources = SettingSources(environment: environment, file: file)

    database = try sources.value(
      SettingKey("database", default: nil, environment: ["DATABASE_URL"], secrecy: .queue),
      flag: ("--database", flags.database.map { .some($0) }))
    readOnly = try sources.value(SettingKey("read_only", default: false), flag: ("--read-only", flags.readOnly))
    production = try sources.value(SettingKey("production", default: false))
    background = try sources.value(SettingKey("background", default: Background(environment: environment)))

    triesBeforeWarning = try sources.value(
      SettingKey("tries_before_warning", default: 3, django: "TRIES_BEFORE_WARNING", refusal: atLeast(0)))
    triesBeforeError = try sources.value(
      SettingKey("tries_before_error", default: 5, django: "TRIES_BEFORE_ERROR", refusal: atLeast(1)))
    asyncHandling = try sources.value(SettingKey("async_handling", default: false, django: "ASYNC_HANDLING"))
    celeryTaskMaxRetries = try sources.value(
      SettingKey("celery_task_max_retries", default: 0, django: "CELERY_TASK_MAX_RETRIES", refusal: atLeast(0)))
    typeToTable = try sources.value(SettingKey("type_to_table", default: OwnTables(), django: "TYPE_TO_TABLE"))
    loggers = try sources.value(
      SettingKey(
        "loggers", default: ResultLoggerName.allCases, django: "LOGGERS",
        note: "those that result_logger and a handler's logger may name"))
    resultLogger = try sources.value(
      SettingKey("result_logger", default: nil, note: "where handlers' results go, unless their own logger is named"))
    redisURL = try sources.value(
      SettingKey("redis_url", default: nil, django: "REDIS_URL", secrecy: .redis, refusal: noRedis))
    redisKeyPrefix = try sources.value(SettingKey("redis_key_prefix", default: "djtriggers-"))

    celeryBroker = try sources.value(
      SettingKey("celery", "broker", default: nil, environment: ["CELERY_BROKER_URL"], secrecy: .redis))
    celeryQueue = try sources.value(SettingKey("celery", "queue", default: "celery"))
    celeryLease = try sources.value(
      SettingKey("celery", "lease", default: .minutes(10), refusal: atLeast(.seconds(3))))
    statsdHost = try sources.value(SettingKey("statsd", "host", default: nil, environment: ["STATSD_HOST"]))
    statsdPort = try sources.value(
      SettingKey("statsd", "port", default: 8125, environment: ["STATSD_PORT"], refusal: within(1...65_535)))
    statsdPrefix = try sources.value(SettingKey("statsd", "prefix", default: "", environment: ["STATSD_PREFIX"]))

    process = try sources.value(SettingKey("processor", "start", default: false), flag: ("--process", flags.process))
    concurrency = try sources.value(
      SettingKey("processor", "concurrency", default: 4, refusal: within(1...1_000)),
      flag: ("--concurrency", flags.concurrency))
    types = try sources.value(SettingKey("processor", "types", default: []), flag: ("--types", flags.types))
    claimsOnly = try sources.value(
      SettingKey("processor", "claims_only", default: false), flag: ("--claims-only", flags.claimsOnly))
    lease = try sources.value(SettingKey("processor", "lease", default: .seconds(30), refusal: atLeast(.seconds(3))))
    grace = try sources.value(SettingKey("processor", "grace", default: .seconds(30)))
    backoff = try sources.value(SettingKey("processor", "backoff", default: .exponential))
    backoffBase = try sources.value(
      SettingKey("processor", "backoff_base", default: .seconds(15), refusal: atLeast(.seconds(1))))
    backoffLimit = try sources.value(
      SettingKey("processor", "backoff_limit", default: .hours(1), refusal: atLeast(.seconds(1))))
    keepHistory = try sources.value(
      SettingKey(
        "processor", "keep_history", default: KeptHistory(age: .days(90)),
        note: "attempts of processed triggers and actions that are older are removed while it processes"))

    handlers = try Self.handlers(&sources, prefersCelery: asyncHandling.value)
    try sources.refuseUnknownKeys()
    lines = sources.lines
    unknownVariables = sources.unknownVariables
    for logger in [resultLogger] + handlers.values.map(\.logger) { try refuseUnlisted(logger) }
    // CELERY_BROKER_URL may be an application's own and of another kind: that matters only where it is used.
    if celeryBroker.origin != .environment("CELERY_BROKER_URL"), let refusal = noRedis(celeryBroker.value) {
      throw ConfigurationError(at: celeryBroker.origin, refusal)
    }
  }

  /// As a slug that DJTRIGGERS_LOGGERS does not register is unknown to Python.
  private func refuseUnlisted(_ logger: Setting<ResultLoggerName?>) throws {
    guard let name = logger.value, !loggers.value.contains(name) else { return }
    let listed = loggers.value.isEmpty ? "no logger" : loggers.value.map(\.rawValue).joined(separator: ", ")
    throw ConfigurationError(
      at: logger.origin,
      "names \(name.rawValue), but loggers (\(loggers.origin.description)) lists \(listed); add it there, or choose another"
    )
  }

  private static func handlers(
    _ sources: inout SettingSources, prefersCelery: Bool
  ) throws -> [ExactText: HandlerConfiguration] {
    var handlers: [ExactText: HandlerConfiguration] = [:]
    for type in try sources.tables(in: "handlers") {
      handlers[ExactText(type)] = try HandlerConfiguration(type: type, from: &sources, prefersCelery: prefersCelery)
    }
    return handlers
  }
}

extension Configuration {
  var limits: TryLimits { TryLimits(warning: triesBeforeWarning.value, error: triesBeforeError.value) }

  var lifecycle: Lifecycle {
    switch backoff.value {
    case .none: Lifecycle(limits: limits, backoff: .none)
    case .exponential:
      Lifecycle(limits: limits, backoff: .exponential(base: backoffBase.value, limit: backoffLimit.value))
    }
  }
}

func atLeast<Value: SettingValue & Comparable>(_ least: Value) -> (Value) -> String? {
  { $0 < least ? "must be \(least.data.plain) or more, not \($0.data.plain)" : nil }
}

func within(_ range: ClosedRange<Int>) -> (Int) -> String? {
  { range.contains($0) ? nil : "must be from \(range.lowerBound) to \(range.upperBound), not \($0)" }
}

/// What is wrong with an address of Redis, nil where nothing is; no password is repeated.
func noRedis(_ address: String?) -> String? {
  guard let address else { return nil }
  do {
    _ = try RedisAddress(address)
    return nil
  } catch { return "\(error)" }
}
