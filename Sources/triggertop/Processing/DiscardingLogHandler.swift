import Logging

/// Writes nothing, and unlike `SwiftLogNoOpLogHandler` has a level below which handlers' lines become events.
struct DiscardingLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {}
}
