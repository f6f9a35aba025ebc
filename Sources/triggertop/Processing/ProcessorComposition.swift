import Logging
import TriggerCore

/// Puts a processor together from what is configured, and refuses where that is not enough.
enum ProcessorComposition {
  /// The configured handlers, of the configured types only.
  /// - Throws: `ConfigurationError` for a handler that can't be started; `Failure` where there is none at all.
  static func handlers(_ configuration: Configuration) throws -> HandlerRegistry {
    var registry = HandlerRegistry()
    let wanted = configuration.types.value
    for (type, handler) in configuration.handlers.sorted(by: { $0.key < $1.key })
    where wanted.isEmpty || wanted.contains(type) {
      let handler = try handler.handler(limits: configuration.limits)
      try registry.register(handler, for: type)
    }
    if let missing = wanted.first(where: { registry[$0] == nil }) {
      throw Failure(.configuration, "No handler is configured for \(missing); add [handlers.\(missing)] to the file.")
    }
    guard !registry.types.isEmpty else {
      throw Failure(
        .configuration, "No handler is configured; add [handlers.TYPE] with a command or a webhook to the file.")
    }
    return registry
  }

  static func processor(
    for store: any TriggerStore, lock: (any TriggerLock)?, handlers: HandlerRegistry, _ configuration: Configuration
  ) throws -> GuardedProcessor {
    GuardedProcessor(
      Processor(
        store: store, registry: handlers, lock: lock, settings: configuration.processorSettings,
        results: try configuration.resultLogging(), logger: .silent),
      store: store, keepsPythonOut: lock != nil || configuration.claimsOnly.value)
  }
}

extension Configuration {
  var processorSettings: ProcessorSettings {
    ProcessorSettings(
      concurrency: concurrency.value, lifecycle: lifecycle, lease: lease.value, grace: grace.value)
  }
}

extension Configuration {
  /// - Throws: `ConfigurationError` for a logger that nobody knows.
  fileprivate func resultLogging() throws -> ResultLogging {
    do {
      return try ResultLogging(resultLogger.value, byType: handlers.compactMapValues(\.logger))
    } catch {
      throw ConfigurationError("result_logger and handlers' logger: \(error.description)")
    }
  }
}

extension Logger {
  /// What is logged is shown as the processor's events; nothing else is to be written to the terminal.
  static let silent = Logger(label: "triggertop") { _ in SwiftLogNoOpLogHandler() }
}
