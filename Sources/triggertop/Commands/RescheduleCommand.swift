import ArgumentParser
import TriggerCore

/// `triggertop reschedule --to TIME`: gives unprocessed triggers another time.
struct RescheduleCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "reschedule", abstract: "Give unprocessed triggers another time.")

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "+2h from now, due+2h from each one's own time, none, 09:00, tomorrow 09:00, 2026-11-24 09:00 UTC.",
      valueName: "time"))
  var to: String

  @OptionGroup var operation: OperationOptions

  func execute() async throws -> ExitStatus {
    // Refused before anything is opened; read again by the database's clock.
    _ = try ScheduleTimeParser(now: .now).parse(to)
    let queue = try await QueueOpener(operation.options.configuration()).open(operation.purpose)
    let time = try ScheduleTimeParser(now: queue.facts.clock).parse(to)
    return try await operation.run(.reschedule(time), on: queue)
  }
}
