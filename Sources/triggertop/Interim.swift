import TriggerCore

/// Stands in until commands can be run.
struct CommandHandler: Handler {
  init(_ command: [String], timeLimit: Duration, limits: TryLimits) throws(InvalidInput) {
    throw InvalidInput("Commands can't be run yet; use a webhook.")
  }

  func run(_ context: ProcessContext) async throws -> TriggerResult? { nil }
}
