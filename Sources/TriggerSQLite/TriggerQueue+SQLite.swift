import GRDB
import TriggerCore

extension TriggerQueue {
  /// Fires within the application's own transaction; it is committed or rolled back with the rest.
  ///
  ///     try database.write { db in
  ///       try invoice.insert(db)
  ///       try queue.fire(PayBill(amount: 5, recipientID: 7), in: db)
  ///     }
  ///
  /// - Parameters:
  ///   - after: not before; nil is at once.
  ///   - db: the application's connection to the queue's file.
  /// - Throws: `StoreError`, also where the queue is kept elsewhere than in SQLite; `InvalidInput` for a property that
  ///   no column can hold.
  @discardableResult
  public func fire(
    _ trigger: some Trigger, source: Source? = nil, after: Instant? = nil, in db: Database
  ) throws -> TriggerID {
    try sqlite.fire([NewTrigger(trigger, source: source, after: after)], in: db)[0]
  }

  /// As for one; all or none.
  /// - Returns: ids in the order given.
  @discardableResult
  public func fire(
    _ triggers: [some Trigger], source: Source? = nil, after: Instant? = nil, in db: Database
  ) throws -> [TriggerID] {
    try sqlite.fire(triggers.map { try NewTrigger($0, source: source, after: after) }, in: db)
  }

  private var sqlite: SQLiteStore {
    get throws {
      guard let store = store as? SQLiteStore else {
        throw StoreError.refused("This queue is not kept in SQLite; fire on a connection of its own database.")
      }
      return store
    }
  }
}
