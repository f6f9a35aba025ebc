import Logging
import TriggerCore

/// Puts a processor together from what is configured, and refuses where that is not enough.
enum ProcessorComposition {
  /// The configured handlers of the configured types only, those of Celery left out.
  /// - Throws: `ConfigurationError` for a handler that can't be started; `Failure` where nothing is handled at all.
  static func handlers(_ configuration: Configuration) throws -> HandlerRegistry {
    let chosen = try configuration.chosenHandlers()
    var registry = HandlerRegistry()
    for (type, configured) in chosen.sorted(by: { $0.key < $1.key }) {
      guard let handler = try configured.handler(limits: configuration.limits) else { continue }
      try registry.register(handler, for: type)
    }
    return registry
  }

  /// - Parameter logger: told what hinders the sending to Celery.
  static func processor(
    for store: any TriggerStore, lock: (any TriggerLock)?, _ configuration: Configuration, logger: Logger = .silent
  ) throws -> any ProcessorControl {
    let handlers = try handlers(configuration)
    let models = try configuration.chosenHandlers().compactMapValues(\.model)
    configuration.bootstrapMetrics()
    let processor = GuardedProcessor(
      Processor(
        store: store, registry: handlers, lock: lock, settings: configuration.processorSettings,
        results: try configuration.resultLogging(), logger: .silent),
      store: store, keepsPythonOut: lock != nil || configuration.claimsOnly.value)
    if models.isEmpty { return processor }
    return SendingProcessor(
      processor: handlers.types.isEmpty ? nil : processor,
      dispatcher: try configuration.dispatcher(of: models, for: store, logger: logger),
      types: models.keys.sorted(), store: store)
  }
}

extension Configuration {
  var processorSettings: ProcessorSettings {
    ProcessorSettings(
      concurrency: concurrency.value, lifecycle: lifecycle, lease: lease.value, grace: grace.value)
  }
}

extension Configuration {
  fileprivate func resultLogging() throws -> ResultLogging {
    try ResultLogging(
      resultLogger.value?.rawValue, byType: handlers.compactMapValues { $0.logger.value?.rawValue })
  }
}

extension Logger {
  /// What is logged is shown as the processor's events; nothing else is to be written to the terminal.
  static let silent = Logger(label: "triggertop") { _ in DiscardingLogHandler() }
}
