import Logging

/// What a handler logs: shown as events, and passed on to the application's own log with the trigger's id and type.
struct HandlerLog: LogHandler {
  private var application: Logger
  private let hub: EventHub
  private let record: TriggerRecord

  init(_ application: Logger, hub: EventHub, record: TriggerRecord) {
    self.application = application
    self.hub = hub
    self.record = record
    self.application[metadataKey: "trigger"] = "\(record.id)"
    self.application[metadataKey: "trigger_type"] = "\(record.type)"
  }

  var logLevel: Logger.Level {
    get { application.logLevel }
    set { application.logLevel = newValue }
  }

  var metadata: Logger.Metadata {
    get { application.handler.metadata }
    set { application.handler.metadata = newValue }
  }

  var metadataProvider: Logger.MetadataProvider? {
    get { application.handler.metadataProvider }
    set { application.handler.metadataProvider = newValue }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { application[metadataKey: key] }
    set { application[metadataKey: key] = newValue }
  }

  func log(event: LogEvent) {
    hub.emit(.handlerLine, event.level, "\(event.message)", of: record)
    application.handler.log(event: event)
  }
}
