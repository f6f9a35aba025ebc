/// A trigger in the queue, with its data as a Swift value.
public struct QueuedTrigger<Value: Trigger>: Sendable, Identifiable {
  public var record: TriggerRecord
  public var value: Value

  public var id: TriggerID { record.id }
}

extension QueuedTrigger: Equatable where Value: Equatable {}
