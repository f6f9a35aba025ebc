import Logging
import TriggerCore
import TriggerRedis

extension Configuration {
  /// The handlers of the types that are to be processed here.
  /// - Throws: `Failure` where there is none at all, or none of a type that was asked for.
  func chosenHandlers() throws -> [String: HandlerConfiguration] {
    let wanted = types.value
    if let missing = wanted.first(where: { handlers[$0] == nil }) {
      throw Failure(.configuration, "No handler is configured for \(missing); add [handlers.\(missing)] to the file.")
    }
    guard !handlers.isEmpty else {
      throw Failure(
        .configuration,
        "No handler is configured; add [handlers.TYPE] with a command, a webhook or celery to the file.")
    }
    return wanted.isEmpty ? handlers : handlers.filter { wanted.contains($0.key) }
  }

  /// Where Celery's workers take their tasks from: `celery.broker`, else `redis_url`.
  /// - Throws: `Failure` where neither is configured; `ConfigurationError` for an address of another kind.
  func broker() throws -> CeleryBroker {
    let (name, address) =
      celeryBroker.value.map { ("celery.broker", $0) } ?? ("redis_url", redisURL.value ?? "")
    guard !address.isEmpty else {
      throw Failure(
        .configuration, "No broker is configured; add [celery] with broker = \"redis://…\", or redis_url, to the file.")
    }
    do {
      return try CeleryBroker(
        address: address, queue: celeryQueue.value, maxRetries: celeryTaskMaxRetries.value)
    } catch {
      throw ConfigurationError("\(name): \(error.description)")
    }
  }

  /// Whether a broker is named, or a type that Celery handles.
  var usesCelery: Bool { celeryBroker.value != nil || handlers.values.contains { $0.model != nil } }

  /// Sends what Celery is to handle. Where statsd is told of what runs here, workers are asked to tell theirs of what
  /// they run.
  func dispatcher(of models: [String: CeleryModel], for store: any TriggerStore, hub: EventHub) throws
    -> CeleryDispatcher
  {
    let settings = CelerySettings(
      lease: celeryLease.value, backoff: lifecycle.backoff, useStatsd: statsdHost.value != nil)
    return CeleryDispatcher(
      store: store, broker: try broker(), models: models, settings: settings, logger: .silent, hub: hub)
  }
}

extension HandlerConfiguration {
  /// The model that a Celery worker loads; nil where the type is handled here.
  var model: CeleryModel? {
    if case .celery(let model) = means { model } else { nil }
  }
}
