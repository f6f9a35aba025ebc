/// Somebody holds a claim on a trigger.
public struct RunningMark: Hashable, Sendable {
  public var kind: Claim.Kind
  /// `host:pid` of the claiming processor, nil where it is not registered any more.
  public var processor: String?
  /// When the handler began, nil while it waits for its turn.
  public var started: Instant?
  public var leaseUntil: Instant

  public init(kind: Claim.Kind, processor: String?, started: Instant?, leaseUntil: Instant) {
    self.kind = kind
    self.processor = processor
    self.started = started
    self.leaseUntil = leaseUntil
  }

  /// A lease in force. An expired claim no longer keeps anybody out.
  public func isHeld(at now: Instant) -> Bool { kind != .hold && leaseUntil > now }
}
