import Logging

/// What a handler logs: shown as events, and passed on to the application's own log with the trigger's id and type.
///
/// Events begin at info even where the application's log keeps less, or nothing.
struct HandlerLog: LogHandler {
  var logLevel: Logger.Level { didSet { application.logLevel = logLevel } }
  private var application: Logger
  private let hub: EventHub
  private let record: TriggerRecord

  init(_ application: Logger, hub: EventHub, record: TriggerRecord) {
    self.application = application
    logLevel = min(application.logLevel, .info)
    self.hub = hub
    self.record = record
    self.application[metadataKey: "trigger"] = "\(record.id)"
    self.application[metadataKey: "trigger_type"] = "\(record.type)"
  }

  static func logger(_ application: Logger, hub: EventHub, record: TriggerRecord) -> Logger {
    Logger(label: application.label) { _ in HandlerLog(application, hub: hub, record: record) }
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
    if event.level >= application.logLevel { application.handler.log(event: event) }
  }
}
