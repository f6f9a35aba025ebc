import Logging
import TriggerCore

/// A processor's events as lines of a log.
struct EventPrinter: Sendable {
  var json: Bool
  /// What is of less account is left out.
  var level: Logger.Level

  func print(_ event: ProcessorEvent) {
    guard event.level >= level else { return }
    if json {
      Console.line(
        DataValue.object([
          .init("at", .instant(event.at)), .init("event", .text(event.kind.rawValue)),
          .init("level", .text(event.level.rawValue)), .init("id", event.trigger.map(DataValue.integer) ?? .null),
          .init("trigger_type", event.type.map(DataValue.text) ?? .null), .init("text", .text(event.text)),
        ]).json)
    } else {
      Console.note("\(event.at.iso8601) \(event.level.rawValue) \(event.text)")
    }
  }
}
