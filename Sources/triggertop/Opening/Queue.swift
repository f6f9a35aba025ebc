import TriggerCore

/// An opened queue and what is configured for it.
struct Queue: Sendable {
  var configuration: Configuration
  var store: any TriggerStore
  /// What excludes Python workers, where Redis is configured.
  var lock: (any TriggerLock)?
  var facts: StoreFacts

  /// Why nothing may be changed here, in a sentence; nil where it may.
  var readOnlyReason: String? {
    configuration.readOnly.value ? "The queue was opened with --read-only; open it without." : facts.readOnlyReason
  }
}
