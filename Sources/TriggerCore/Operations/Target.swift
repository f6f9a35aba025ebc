/// A trigger as the operator saw it when the action was decided; what is another row by now is left alone.
public struct Target: Hashable, Sendable {
  public var id: TriggerID
  public var received: Instant
  public var seen: Progress

  public init(_ record: TriggerRecord) {
    id = record.id
    received = record.received
    seen = record.progress
  }
}
