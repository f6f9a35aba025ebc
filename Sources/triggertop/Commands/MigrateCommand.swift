import ArgumentParser
import TriggerCore

/// `triggertop migrate`: makes the side tables.
struct MigrateCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Make or complete the side tables (triggertop_…), without touching django-triggers' own.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(name: [.long, .customShort("n")], help: "Only print the statements.")
  var dryRun = false

  func execute() async throws -> ExitStatus {
    let queue = try await QueueOpener(options.configuration()).open(dryRun ? .reading : .writing)
    let statements = try await queue.store.migrate(dryRun: dryRun)
    if dryRun {
      for statement in statements { Console.line(statement + ";") }
    } else {
      let done = statements.isEmpty ? "nothing to do" : "\(statements.count) statements carried out"
      Console.line("\(queue.facts.name): \(done)")
    }
    return .done
  }
}
