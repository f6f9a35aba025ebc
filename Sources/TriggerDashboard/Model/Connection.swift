/// The truth about the data on screen.
enum Connection: Hashable, Sendable {
  /// Nothing was answered yet.
  case connecting(for: Duration)
  case live
  /// What is shown is so old, since an answer is overdue, or since reading costs so much that it is done seldom.
  ///
  /// - Parameter next: how long until it is read again; nil while it is.
  case slow(age: Duration, next: Duration?)
  /// - Parameters:
  ///   - reason: the database's or driver's sentence.
  ///   - nextTry: how long until it is tried again.
  case lost(reason: String, for: Duration, nextTry: Duration)
}
