import TriggerCore

/// How an operation ended. What was done before stays done.
enum OperationEnd: Hashable, Sendable {
  case completed
  case stopped
  case failed(StoreError)
  /// Done in the database, but the journal kept outside it could not be written: a sentence.
  case notJournaled(String)
}
