/// A trigger as the operator saw it when the action was decided; what is another row by now is left alone.
public struct Target: Hashable, Sendable {
  public var id: TriggerID
  public var received: Instant
  public var seen: Progress

  public init(id: TriggerID, received: Instant, seen: Progress) {
    self.id = id
    self.received = received
    self.seen = seen
  }

  public init(_ record: TriggerRecord) {
    self.init(id: record.id, received: record.received, seen: record.progress)
  }
}
