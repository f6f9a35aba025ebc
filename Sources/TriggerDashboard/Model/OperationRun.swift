import TriggerCore

/// An operation under way: carried out in chunks, so that it can be watched and stopped.
struct OperationRun: Hashable, Sendable, Identifiable {
  /// Made by whoever confirms it; unique within a session: the instant of confirming will do.
  var id: Instant
  var operation: Operation
  var targets: [Target]
}
