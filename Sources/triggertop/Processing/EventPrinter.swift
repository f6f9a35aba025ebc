import Dispatch
import Logging
import TriggerCore

/// A processor's events as lines of a log.
struct EventPrinter: Sendable {
  var json: Bool
  /// What is of less account is left out.
  var level: Logger.Level

  /// Prints what the processor tells while `body` runs, to the last of it.
  func follow<Answer>(_ processor: any ProcessorControl, _ body: () async throws -> Answer) async throws -> Answer {
    let events = await processor.events()
    // A thread of its own: a reader that takes nothing stalls nobody else.
    let queue = DispatchQueue(label: "triggertop.events")
    let printing = Task {
      for await event in events {
        await withCheckedContinuation { printed in
          queue.async {
            print(event)
            printed.resume()
          }
        }
      }
    }
    let end: Result<Answer, any Error>
    do { end = .success(try await body()) } catch { end = .failure(error) }
    // What was told before is still read.
    printing.cancel()
    await printing.value
    return try end.get()
  }

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
      Console.note("\(event.at.iso8601) \(event.level.rawValue) \(speaker(of: event))\(event.text)")
    }
  }

  private func speaker(of event: ProcessorEvent) -> String {
    guard !event.namesItsTrigger, let type = event.type, let id = event.trigger else { return "" }
    return "\(type) \(id): "
  }
}
