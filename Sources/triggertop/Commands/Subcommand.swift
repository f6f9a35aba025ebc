import ArgumentParser

/// What can be done from the command line. It runs on the main thread, which the dashboard needs for itself.
protocol Subcommand: ParsableCommand {
  /// - Throws: anything that `Failure` can word.
  func execute() throws -> ExitStatus
}

/// A subcommand that needs no thread of its own.
protocol AsyncSubcommand: Subcommand {
  func execute() async throws -> ExitStatus
}

extension AsyncSubcommand where Self: Sendable {
  func execute() throws -> ExitStatus { try Blocking.run { try await execute() } }
}
