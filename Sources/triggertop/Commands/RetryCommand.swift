import ArgumentParser
import TriggerCore

/// `triggertop retry`: makes triggers due now.
struct RetryCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Make triggers due now; those given up become unprocessed again.")

  @OptionGroup var operation: OperationOptions

  @Flag(help: "Of triggers that were given up, keep the tries instead of counting from 0 again.")
  var keepTries = false

  func execute() async throws -> ExitStatus {
    let queue = try await QueueOpener(operation.options.configuration()).open(operation.purpose)
    return try await operation.run(.retry(keepTries: keepTries), on: queue)
  }
}
