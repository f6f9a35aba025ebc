import Logging
import TriggerCore

/// Log lines as a processor's events.
struct EventLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info
  let emit: @Sendable (ProcessorEvent) -> Void

  init(_ emit: @escaping @Sendable (ProcessorEvent) -> Void) { self.emit = emit }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    emit(ProcessorEvent(at: .now, kind: .trouble, level: event.level, text: "\(event.message)"))
  }
}
