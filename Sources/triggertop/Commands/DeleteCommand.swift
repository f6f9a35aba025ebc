import ArgumentParser
import TriggerCore

/// `triggertop delete`: deletes triggers with all that hangs on them.
struct DeleteCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete triggers with their data, results and attempts.")

  @OptionGroup var operation: OperationOptions

  func execute() async throws -> ExitStatus {
    let queue = try await QueueOpener(operation.options.configuration()).open(operation.purpose)
    return try await operation.run(.delete, on: queue)
  }
}
