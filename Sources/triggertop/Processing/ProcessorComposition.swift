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
      try registry.register(handler, for: type.text)
    }
    return registry
  }

  /// Open files beside those of handlers: connections, the terminal, what the runtime needs.
  private static let ownFiles = 64

  /// - Throws: `ConfigurationError` where as many handlers at once would need more open files than are permitted.
  private static func refuseTooManyFiles(_ configuration: Configuration) throws {
    // Pipes, memory and process handles of a command while it starts; a webhook's sockets.
    let perHandler = try configuration.chosenHandlers().values.contains { $0.isCommand } ? 12 : 4
    let limit = Inheritance.fileLimit
    let most = (limit - ownFiles) / perHandler
    guard configuration.concurrency.value > most else { return }
    let remedy = most < 1 ? "raise it" : "run at most \(most) at once, or raise it"
    throw ConfigurationError(
      at: configuration.concurrency.origin,
      "\(configuration.concurrency.value) handlers at once need more files than the \(limit) that may be open here: \(remedy) (ulimit -n, LimitNOFILE=)"
    )
  }

  static func processor(
    for store: any TriggerStore, lock: (any TriggerLock)?, _ configuration: Configuration
  ) throws -> any ProcessorControl {
    let handlers = try handlers(configuration)
    try refuseTooManyFiles(configuration)
    let models = try configuration.chosenHandlers().compactMapValues(\.model)
    configuration.bootstrapMetrics()
    let core = Processor(
      store: store, registry: handlers, lock: lock, settings: configuration.processorSettings,
      results: try configuration.resultLogging(), logger: .silent)
    let processor = GuardedProcessor(
      core, store: store, locks: lock?.name, keepsPythonOut: lock != nil || configuration.claimsOnly.value)
    if models.isEmpty { return processor }
    return SendingProcessor(
      processor: handlers.types.isEmpty ? nil : processor,
      dispatcher: try configuration.dispatcher(of: models, for: store, hub: core.hub),
      queue: configuration.celeryQueue.value,
      types: models.keys.sorted().map(\.text), store: store)
  }
}

extension Configuration {
  var processorSettings: ProcessorSettings {
    ProcessorSettings(
      concurrency: concurrency.value, typeConcurrency: handlers.compactMapValues(\.concurrency), lifecycle: lifecycle,
      lease: lease.value, grace: grace.value, history: keepHistory.value.age)
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
