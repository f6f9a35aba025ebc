/// What one call of `TriggerStore.forget` did.
public struct ForgottenHistory: Hashable, Sendable {
  /// Rows of all tables.
  public var removed: Int
  /// Where the next call goes on; nil where all that is so old was looked at: then the next begins anew.
  public var place: HistoryPlace?

  public init(removed: Int = 0, place: HistoryPlace? = nil) {
    self.removed = removed
    self.place = place
  }
}

/// An attempt's place in the order in which attempts are forgotten.
public struct HistoryPlace: Hashable, Sendable {
  public var started: Instant
  /// Tells those apart that began at the same time.
  public var id: Int64

  public init(started: Instant, id: Int64) {
    self.started = started
    self.id = id
  }
}
