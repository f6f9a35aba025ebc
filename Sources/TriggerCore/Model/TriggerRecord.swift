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

/// The key of a trigger: `id` of `djtriggers_trigger`, 32 or 64 bits wide depending on the Django project.
public typealias TriggerID = Int64

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

/// What an operator calls a trigger's condition. Raw values are the names used on screen, in filters and in JSON.
public enum TriggerState: String, CaseIterable, Sendable, Codable {
  case pending, scheduled, failing, warned, failed, succeeded

  /// Decided in this order: processed rows first, then by tries, then by time.
  public init(_ progress: Progress, limits: TryLimits, now: Instant) {
    if progress.processed != nil {
      self = progress.successful == false ? .failed : .succeeded
    } else if progress.tries > limits.warning {
      self = .warned
    } else if progress.tries >= 1 {
      self = .failing
    } else {
      self = progress.isDue(at: now) ? .pending : .scheduled
    }
  }

  /// Still waiting to be processed: `date_processed` is null.
  public var isUnprocessed: Bool { self != .failed && self != .succeeded }
}
