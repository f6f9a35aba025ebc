import ArgumentParser
import TriggerCore

/// `triggertop fire TYPE`: puts a trigger into the queue.
struct FireCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(commandName: "fire", abstract: "Fire a trigger; prints its id.")

  @Argument(help: ArgumentHelp("The trigger's type, such as pay_bill.", valueName: "type"))
  var type: String

  @Option(help: ArgumentHelp("A part of its source; parts are joined by $.", valueName: "part"))
  var source: [String] = []

  @Option(help: ArgumentHelp("Not before: +2h, 09:00, tomorrow 09:00, 2026-11-24 09:00 UTC.", valueName: "time"))
  var after: String?

  @Option(help: ArgumentHelp("Its data, a JSON object.", valueName: "json"))
  var data: String?

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "Print the fired trigger as a JSON object.")
  var json = false

  func execute() async throws -> ExitStatus {
    // What can be refused is refused before anything is opened; times are read again by the database's clock.
    let data = try data.map { try TriggerData(written: $0) }
    _ = try after.map { try Self.instant(of: $0, now: .now) }
    try trigger(after: nil, data: data).validate()
    let queue = try await QueueOpener(options.configuration()).open(.writing)
    var trigger = trigger(
      after: try after.map { try Self.instant(of: $0, now: queue.facts.clock) } ?? nil, data: data)
    trigger.table = try await queue.store.table(ofType: type)
    let ids = try await queue.store.fire([trigger], now: nil)
    if json {
      for record in try await queue.store.records(ids: ids) {
        let state = record.state(limits: queue.configuration.limits, now: queue.facts.clock)
        Console.line(TriggerJSON(record, state: state, data: data).line)
      }
    } else {
      for id in ids { Console.line("\(id)") }
    }
    return .done
  }

  private func trigger(after: Instant?, data: TriggerData?) -> NewTrigger {
    NewTrigger(type: type, source: source.isEmpty ? nil : Source(source), after: after, data: data)
  }

  private static func instant(of text: String, now: Instant) throws -> Instant? {
    switch try ScheduleTimeParser(now: now).parse(text) {
    case .at(let instant): instant
    case .fromNow(let duration): now + duration
    case .clear: nil
    case .fromDue:
      throw Failure(.usage, "\"\(text)\" counts from a trigger's own time, which a new one has not; use +2h instead.")
    }
  }
}
