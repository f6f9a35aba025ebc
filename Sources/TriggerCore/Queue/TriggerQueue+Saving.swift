extension TriggerQueue {
  /// One trigger with its data as a Swift value.
  /// - Returns: nil where there is no trigger of this type with that id.
  /// - Throws: `StoreError`; `InvalidInput` for data that is not the type's.
  public func trigger<Value: Trigger>(_ type: Value.Type, id: TriggerID) async throws -> QueuedTrigger<Value>? {
    guard let detail = try await store.detail(of: id, now: nil), detail.row.record.type.isExactly(Value.typed) else {
      return nil
    }
    try detail.checkReadable()
    return try QueuedTrigger(detail.row.record, seen: detail.data)
  }

  /// Writes the properties that were changed since the trigger was read, and no others: if row and data still are as
  /// read, nobody is at work on it, and under its lock where there are locks. The journal notes it as an `edit`. To
  /// change it once more, read it again.
  ///
  /// - Parameter operator: who did it, for the journal.
  /// - Returns: `.done`, also where there is nothing to write; else why it was left alone.
  /// - Throws: `StoreError`, `.refused` for a value that a column can't hold; `InvalidInput` for one that none can.
  public func save(
    _ trigger: QueuedTrigger<some Trigger>, by operator: Operator = .program
  ) async throws -> OperationResult {
    let changes = try trigger.changes()
    if changes.isEmpty { return .done }
    guard let editing = store as? any TriggerEditing, let seen = trigger.seen else {
      throw StoreError.refused("Trigger \(trigger.id) has no data that could be changed here; fire it anew.")
    }
    let edit = DataEdit(Target(trigger.record), seen: seen, changes: changes, isFromSwift: true)
    return try await editing.edit(edit, by: `operator`, under: lock)
  }
}
