import ArgumentParser
import Foundation
import TriggerCore

/// `triggertop [QUEUE]`: the dashboard; without a terminal, one snapshot of the counts.
struct DashboardCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard", abstract: "Open the dashboard (the default).")

  @Argument(help: ArgumentHelp("A path, sqlite:PATH, postgresql://… or a libpq string.", valueName: "queue"))
  var queue: String?

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "Begin to work the queue off at once.")
  var process = false

  @Option(parsing: .unconditional, help: "Handlers at once.")
  var concurrency: Int?

  @Flag(help: "Process without Redis locks: no Python worker processes these types.")
  var claimsOnly = false

  @Flag(help: "Print the counts as one JSON object, and end.")
  var json = false

  func validate() throws {
    if let queue, options.database != nil {
      if !queue.contains(/[\/:=]/), !FileManager.default.fileExists(atPath: queue) {
        throw ValidationError(Self.noQueue(queue))
      }
      throw ValidationError("Two queues are named; give either an argument or --database.")
    }
  }

  /// A command that is misspelt, or that stands behind an option, is read as a queue's name.
  private static func noQueue(_ word: String) -> String {
    let commands = TriggerTop.configuration.subcommands.compactMap { $0.configuration.commandName }
    if commands.contains(word) { return "A command comes first, options after it: triggertop \(word) …" }
    let near = word.closest(in: commands).map { "did you mean triggertop \($0)?" }
    return "There is no command and no file \"\(word)\"; \(near ?? "triggertop --help lists the commands.")"
  }

  func execute() throws -> ExitStatus {
    var flags = ConfigurationFlags()
    flags.database = queue
    flags.process = process ? true : nil
    flags.concurrency = concurrency
    flags.claimsOnly = claimsOnly ? true : nil
    let configuration = try options.configuration(flags)
    guard Console.isOutputTerminal, !json else {
      return try Blocking.run { [json] in try await Self.printSnapshot(configuration, json: json) }
    }
    let opener = QueueOpener(configuration)
    let (store, lock) = (try opener.store(), try opener.lock())
    return try DashboardSession(
      store: store, lock: lock, processor: try processor(for: store, lock, configuration),
      configuration: configuration
    ).run()
  }

  /// Nil where there is nothing to process with and nobody asked for it.
  private func processor(
    for store: any TriggerStore, _ lock: (any TriggerLock)?, _ configuration: Configuration
  ) throws -> (any ProcessorControl)? {
    if configuration.handlers.isEmpty, !configuration.process.value { return nil }
    return try ProcessorComposition.processor(for: store, lock: lock, configuration)
  }

  private static func printSnapshot(_ configuration: Configuration, json: Bool) async throws -> ExitStatus {
    let queue = try await QueueOpener(configuration).open(.reading)
    let query = CountQuery(limits: configuration.limits, exactWithin: .seconds(5))
    let counts = try await queue.store.counts(query, now: nil)
    let snapshot = Snapshot(queue: queue, counts: counts)
    if json { Console.line(snapshot.json) } else { snapshot.lines.forEach(Console.line) }
    return .done
  }
}
