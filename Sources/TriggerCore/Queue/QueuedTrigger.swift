/// A trigger in the queue, with its data as a Swift value.
public struct QueuedTrigger<Value: Trigger>: Sendable, Identifiable {
  public var record: TriggerRecord
  public var value: Value
  /// As the store has it, not as the type sees it: changes are guarded by it.
  let seen: TriggerData?

  /// - Throws: `InvalidInput` for data that is not the type's.
  init(_ record: TriggerRecord, seen: TriggerData?) throws {
    self.record = record
    self.seen = seen
    value = try TriggerDataDecoder.decode(Value.self, from: seen)
  }

  public var id: TriggerID { record.id }
}

extension QueuedTrigger {
  /// The fields whose properties were changed since it was read, with their new values.
  ///
  /// - Throws: `InvalidInput` for a property that no column can hold.
  func changes() throws -> [TriggerData.Field] {
    let new = try TriggerDataEncoder.encode(value)
    let old = try TriggerDataEncoder.encode(TriggerDataDecoder.decode(Value.self, from: seen))
    let removed = old.fields.filter { new[$0.name] == nil }
    return new.fields.filter { old[$0.name] != $0.value } + removed.map { TriggerData.Field($0.name, .null) }
  }
}

extension QueuedTrigger: Equatable where Value: Equatable {}
