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
