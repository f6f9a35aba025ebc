import TriggerCore

/// The truth about the data on screen.
enum Connection: Hashable, Sendable {
  /// Nothing was answered yet.
  case connecting(since: Instant)
  case live
  /// An answer is overdue; the last came then.
  case slow(lastAnswer: Instant)
  /// - Parameters:
  ///   - reason: the database's or driver's sentence.
  ///   - nextTry: how long until it is tried again.
  case lost(reason: String, since: Instant, nextTry: Duration)
}
