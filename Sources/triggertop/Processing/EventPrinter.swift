import TriggerCore

/// A processor's events as lines of a log.
struct EventPrinter: Sendable {
  var json: Bool

  func print(_ event: ProcessorEvent) {
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
