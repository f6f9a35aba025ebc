import TriggerCore

extension PostgresCatalog {
  /// How long a catalog with tables that can't be read is kept: not every remedy shows in its fingerprint.
  private static let longestUnsound = Duration.seconds(60)

  var isStale: Bool { !dataTables.areAllSound && ContinuousClock.now - readAt > Self.longestUnsound }

  /// Asks whether the tables are as they were when this was read; `isFresh` reads the answer.
  var freshness: PostgresStatement {
    .kept(
      CatalogDescription.fingerprint(tables: "$1::oid[]", names: "$2::text[]"),
      [.int64s(description.watched), .texts(mappedNames)])
  }

  func isFresh(_ answer: PostgresResult) throws -> Bool {
    try answer.first?.get(0, as: String.self) == description.fingerprint
  }
}

extension PostgresStore {
  /// How often a call reads a catalog that keeps changing before it gives up.
  private static let catalogTries = 5

  /// What the database holds, read when first needed and again after `forgetCatalog`; it may have changed since.
  func loadedCatalog() async throws -> PostgresCatalog {
    if let knownCatalog, !knownCatalog.isStale { return knownCatalog }
    let loaded = try await PostgresCatalog.read(
      on: reading, within: options.readTimeout, ownTables: options.ownTables)
    keep(loaded)
    return loaded
  }

  /// What the database holds now. One cheap query more than `loadedCatalog`.
  func freshCatalog() async throws -> PostgresCatalog {
    let catalog = try await loadedCatalog()
    if try await read({ try catalog.isFresh($0.runByIndex(catalog.freshness)[0]) }) { return catalog }
    forgetCatalog()
    return try await loadedCatalog()
  }

  /// The tables for a call that needs the side tables, and rows that can be told apart.
  func catalogWithSideTables() async throws -> PostgresCatalog {
    let catalog = try await loadedCatalog()
    if let ambiguity = catalog.ambiguity { throw StoreError.wrongSchema(ambiguity) }
    guard catalog.sideTables != nil else {
      // They may be made, or granted, at any time.
      forgetCatalog()
      if let reason = catalog.unreadableReason { throw StoreError.notPermitted(reason) }
      throw StoreError.needsMigration(
        "The database \(catalog.database) has no triggertop tables: run triggertop migrate with a role that may create."
      )
    }
    return catalog
  }

  /// The tables for a call of processors.
  func catalogForWork() async throws -> PostgresCatalog {
    let catalog = try await catalogWithSideTables()
    guard let version = catalog.sideTables, version < StoreFacts.workingVersion else { return catalog }
    // They may be brought up to date at any time.
    forgetCatalog()
    throw StoreError.needsMigration(
      """
      The triggertop tables of database \(catalog.database) are of version \(version), and processing needs \
      \(StoreFacts.workingVersion): run triggertop migrate.
      """)
  }

  /// The tables for a call that changes or removes rows. Side tables that were made meanwhile are noticed: without them
  /// it would neither see claims nor keep what goes.
  ///
  /// - Throws: `StoreError.notPermitted` where nothing may be written.
  func writableCatalog() async throws -> PostgresCatalog {
    if knownCatalog?.sideTables == nil { forgetCatalog() }
    let catalog = try await freshCatalog()
    if let reason = catalog.readOnlyReason {
      forgetCatalog()
      throw StoreError.notPermitted(reason)
    }
    return catalog
  }

  /// Reads by a catalog that was fresh when its statements were run, and again by a new one where it was not.
  ///
  /// - Parameter body: answers with what it read, and with the answer to `freshness`, asked after it.
  func readFresh<Value: Sendable>(
    _ body: @Sendable (PostgresTransaction, PostgresCatalog) throws -> (Value, PostgresResult)
  ) async throws -> Value {
    for _ in 1...Self.catalogTries {
      let known = knownCatalog
      let catalog = try await loadedCatalog()
      do {
        let (value, isFresh) = try await read { transaction in
          let (value, answer) = try body(transaction, catalog)
          return (value, try catalog.isFresh(answer))
        }
        if isFresh { return value }
        forgetCatalog()
      } catch let error as StoreError where known != nil && error.deniesCatalog {
        // A table went, or a privilege, since the catalog was read.
        continue
      }
    }
    throw StoreError.failed("The tables of the database are being changed; try again in a moment.")
  }
}
