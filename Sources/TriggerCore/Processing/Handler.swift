/// What runs triggers of one type: Swift code, a command, a webhook.
public protocol Handler: Sendable {
  /// - Throws: `ProcessLater`, or anything else for a failed try.
  func run(_ context: ProcessContext) async throws -> TriggerResult?
}
