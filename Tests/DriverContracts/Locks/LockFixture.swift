import TriggerCore

/// Locks of one queue, free at the beginning, for one rule.
public protocol LockFixture: Sendable {
  var lock: any TriggerLock { get }

  /// The same locks as another process sees them.
  func another() async throws -> any TriggerLock
  /// Takes a lock as a Python worker does: with its own token, for ever.
  func hold(_ id: TriggerID, token: String) async throws
}
