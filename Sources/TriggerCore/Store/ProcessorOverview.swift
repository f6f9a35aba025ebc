/// Who works on the queue.
public struct ProcessorOverview: Hashable, Sendable {
  /// Newest heartbeat first; dead ones stay listed for a day.
  public var processors: [ProcessorRecord]
  /// At most 1,000, oldest first.
  public var claims: [ClaimedTrigger]
  public var at: Instant

  public init(processors: [ProcessorRecord], claims: [ClaimedTrigger], at: Instant) {
    self.processors = processors
    self.claims = claims
    self.at = at
  }

  /// Claims whose lease has run out: their processor is gone, and a living one will take them over.
  public var orphaned: [ClaimedTrigger] { claims.filter { $0.mark.leaseUntil <= at && $0.mark.kind == .work } }
}
