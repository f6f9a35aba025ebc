/// A row of `djtriggers_trigger`, as read.
public struct TriggerRecord: Hashable, Sendable, Identifiable {
  public let id: TriggerID
  /// `trigger_type`: the slug of its type, at most 50 characters.
  public let type: String
  /// At most 150 characters.
  public let source: Source?
  /// `date_received`: when it was fired. With the id it names a trigger for good: ids may be used again.
  public let received: Instant
  public var progress: Progress

  public init(id: TriggerID, type: String, source: Source?, received: Instant, progress: Progress = Progress()) {
    self.id = id
    self.type = type
    self.source = source
    self.received = received
    self.progress = progress
  }

  public static func == (left: TriggerRecord, right: TriggerRecord) -> Bool {
    left.id == right.id && left.type.isExactly(right.type) && left.source == right.source
      && left.received == right.received && left.progress == right.progress
  }

  /// Id and time name a trigger for good.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(received)
  }

  public var processed: Instant? { progress.processed }
  public var successful: Bool? { progress.successful }
  public var tries: Int { progress.tries }
  public var after: Instant? { progress.after }

  /// When it falls due, or fell due: its time if it has one, else when it was received.
  public var due: Instant { after ?? received }

  /// Since when a due trigger waits: a time before it was received counts from then.
  public var waitingSince: Instant { max(due, received) }

  public func state(limits: TryLimits, now: Instant) -> TriggerState {
    TriggerState(progress, limits: limits, now: now)
  }
}
