/// How far a trigger has come: the four columns that processing and operators change.
///
/// It is also the guard: whoever writes them says what was read, and nothing is written where the row says
/// something else by now (PROTOCOL rule 2).
public struct Progress: Hashable, Sendable {
  /// `date_processed`: done, either way; nil is unprocessed.
  public var processed: Instant?
  /// `successful`: nil until processed, and on rows older than the column.
  public var successful: Bool?
  /// `number_of_tries`: failed attempts so far.
  public var tries: Int
  /// `process_after`: not before; nil is at once.
  public var after: Instant?

  public init(processed: Instant? = nil, successful: Bool? = nil, tries: Int = 0, after: Instant? = nil) {
    self.processed = processed
    self.successful = successful
    self.tries = tries
    self.after = after
  }

  /// Whether a processor may run it at `now`, whatever its tries say. As in django-triggers, a time equal to now
  /// is not yet due.
  public func isDue(at now: Instant) -> Bool {
    guard processed == nil else { return false }
    return after.map { $0 < now } ?? true
  }
}
