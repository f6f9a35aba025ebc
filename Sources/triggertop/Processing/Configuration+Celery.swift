import Logging
import TriggerCore
import TriggerRedis

extension Configuration {
  /// The handlers of the types that are to be processed here.
  /// - Throws: `Failure` where there is none at all, or none of a type that was asked for.
  func chosenHandlers() throws -> [ExactText: HandlerConfiguration] {
    let wanted = types.value
    if let missing = wanted.first(where: { handlers[ExactText($0)] == nil }) {
      throw ConfigurationError(
        at: types.origin, "No handler is configured for \(missing); add [\(["handlers", missing].keyPath)] to the file."
      )
    }
    guard !handlers.isEmpty else {
      throw Failure(
        .configuration,
        "No handler is configured; add [handlers.TYPE] with a command, a webhook or celery to the file.")
    }
    return wanted.isEmpty ? handlers : handlers.filter { wanted.containsExactly($0.key.text) }
  }

  /// Where Celery's workers take their tasks from: `celery.broker`, else `redis_url`.
  /// - Throws: `ConfigurationError` or `Failure` where neither is configured, or the address is of another kind.
  func broker() throws -> CeleryBroker {
    let setting = celeryBroker.value == nil ? redisURL : celeryBroker
    guard let address = setting.value else {
      let remedy = "add [celery] with broker = \"redis://…\", or redis_url, to the file."
      guard let needing = handlers.filter({ $0.value.model != nil }).min(by: { $0.key < $1.key }) else {
        throw Failure(.configuration, "No broker is configured; \(remedy)")
      }
      throw ConfigurationError(at: needing.value.origin, "needs a broker; \(remedy)")
    }
    if let refusal = noRedis(address) { throw ConfigurationError(at: setting.origin, refusal) }
    return try CeleryBroker(address: address, queue: celeryQueue.value, maxRetries: celeryTaskMaxRetries.value)
  }

  /// Whether a broker is named, or a type that Celery handles.
  var usesCelery: Bool { celeryBroker.value != nil || handlers.values.contains { $0.model != nil } }

  /// Sends what Celery is to handle. Where statsd is told of what runs here, workers are asked to tell theirs of what
  /// they run.
  func dispatcher(of models: [ExactText: CeleryModel], for store: any TriggerStore, hub: EventHub) throws
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
