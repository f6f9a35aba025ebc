import TriggerCore

extension PostgresStore {
  /// Fires on the application's own connection, within whatever transaction is open there: what it wrote and the
  /// triggers are committed or rolled back together, and processors are notified at the commit. Without a transaction
  /// the triggers are fired at once. All or none of them are fired.
  ///
  /// Blocks until the server has answered: one round trip once this store has been read from (`facts()`); until then
  /// the catalog is read as well, each time. A trigger that the server refuses ends the transaction, as any failed
  /// statement does.
  ///
  /// - Parameters:
  ///   - connection: a `PGconn` of libpq to this store's database, which nobody else uses during the call.
  ///   - now: nil is the database's clock.
  /// - Returns: ids in the order given.
  /// - Throws: `StoreError`.
  @discardableResult
  public func fire(
    _ triggers: [NewTrigger], on connection: OpaquePointer, now: Instant? = nil
  ) throws -> [TriggerID] {
    guard !triggers.isEmpty else { return [] }
    do {
      let borrowed = try BorrowedConnection(connection)
      let catalog =
        try knownCatalog ?? PostgresCatalog.read(ownTables: options.ownTables) { try borrowed.run($0) }
      let statements = try FireStatement.statements(for: triggers, now: now, catalog: catalog)
      return try FireStatement.namingSequence(catalog) {
        try FireStatement.ids(statements.map { try borrowed.run($0) }, of: triggers)
      }
    } catch {
      let storeError = StoreError.whatever(error)
      if case StoreError.wrongSchema = storeError { forgetCatalog() }
      throw storeError
    }
  }
}
