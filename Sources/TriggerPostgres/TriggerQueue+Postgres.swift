import TriggerCore

extension TriggerQueue {
  /// Fires within the application's own transaction; it is committed or rolled back with the rest. Blocks.
  ///
  /// - Parameters:
  ///   - after: not before; nil is at once.
  ///   - connection: as for `PostgresStore.fire(_:on:now:)`.
  /// - Throws: `StoreError`, also where the queue is kept elsewhere than in PostgreSQL; `InvalidInput` for a property
  ///   that no column can hold.
  @discardableResult
  public func fire(
    _ trigger: some Trigger, source: Source? = nil, after: Instant? = nil, on connection: OpaquePointer
  ) throws -> TriggerID {
    try postgres.fire([NewTrigger(trigger, source: source, after: after)], on: connection)[0]
  }

  /// As for one; all or none.
  /// - Returns: ids in the order given.
  @discardableResult
  public func fire(
    _ triggers: [some Trigger], source: Source? = nil, after: Instant? = nil, on connection: OpaquePointer
  ) throws -> [TriggerID] {
    try postgres.fire(triggers.map { try NewTrigger($0, source: source, after: after) }, on: connection)
  }

  private var postgres: PostgresStore {
    get throws {
      guard let store = store as? PostgresStore else {
        throw StoreError.refused("This queue is not kept in PostgreSQL; fire on a connection of its own database.")
      }
      return store
    }
  }
}
