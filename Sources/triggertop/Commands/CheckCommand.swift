import ArgumentParser
import TriggerCore

/// `triggertop check`: whether all that the queue needs is in order.
struct CheckCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check database, Redis, Celery's broker, clocks, locks, claims and handlers.",
    discussion: "Ends with 1 where a check failed; warnings don't count.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "One JSON object a line.")
  var json = false

  func execute() async throws -> ExitStatus {
    let configuration = try options.configuration()
    let opener = QueueOpener(configuration)
    let store = try opener.store()
    let checks = QueueChecks.checks(of: store, lock: try opener.lock(), configuration)
    let entries = await CheckRun(checks).entries()
    await opener.tellIfForgotten(store)
    if json {
      for entry in entries { Console.line(entry.data.json) }
    } else {
      var table = TextTable([
        .init(title: "CHECK", importance: 3, minimum: 15), .init(title: "RESULT", importance: 2, minimum: 7),
        .init(title: "DETAIL", importance: 1),
      ])
      for entry in entries { table.append([entry.name, entry.result.status.rawValue, entry.result.detail]) }
      // A remedy is no use when it is cut.
      table.lines(width: nil).forEach(Console.line)
    }
    return entries.areGood ? .done : .negative
  }
}

extension CheckRun.Entry {
  fileprivate var data: DataValue {
    .object([
      .init("name", .text(name)), .init("status", .text(result.status.rawValue)),
      .init("detail", .text(result.detail)),
    ])
  }
}
