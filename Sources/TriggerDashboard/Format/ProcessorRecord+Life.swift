import TriggerCore

extension ProcessorRecord {
  /// After this long without a heartbeat it is taken for dead. Claims go by their leases, not by this.
  package static let deadAfter = Duration.seconds(45)

  package func isAlive(at now: Instant) -> Bool { now.since(seen) < Self.deadAfter }
}
