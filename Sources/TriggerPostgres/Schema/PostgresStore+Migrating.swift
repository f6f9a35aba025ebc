import TriggerCore

extension PostgresStore {
  public func migrate(dryRun: Bool) async throws -> [String] {
    forgetCatalog()
    let catalog = try await loadedCatalog()
    let names = catalog.names
    let planned = SideTables.statements(after: catalog.sideTables, names: names)
    guard !planned.isEmpty, !dryRun else { return planned }
    defer { forgetCatalog() }
    return try await work.transaction(within: options.migrationTimeout) { transaction in
      try transaction.lockMigration()
      let version: Int? = try transaction.sideTablesVersion(names)
      let statements = SideTables.statements(after: version, names: names)
      try transaction.run(statements.map { PostgresStatement($0) })
      return statements
    }
  }

  /// Makes django-triggers' tables and the side tables in a database that has none, for an application that has no
  /// Django.
  ///
  /// - Throws: `StoreError.refused` where there is a djtriggers_trigger already.
  /// - Returns: the statements carried out, or to be carried out.
  public func createTables(dryRun: Bool) async throws -> [String] {
    defer { forgetCatalog() }
    return try await work.transaction(within: options.migrationTimeout) { transaction in
      try transaction.lockMigration()
      let row = try transaction.query(
        "SELECT current_schema(), to_regclass('djtriggers_trigger') IS NOT NULL, current_database()")[0]
      guard let schema: String = try row.get(0, as: String?.self) else {
        throw StoreError.wrongSchema("No schema of the search path exists: create it, or set another search_path.")
      }
      if try row.get(1, as: Bool.self) {
        let database: String = try row.get(2)
        throw StoreError.refused(
          "The database \(database) already has a table djtriggers_trigger: leave it to its owner, and run migrate.")
      }
      let names = TableNames(schema: schema)
      let statements = DjangoTables.statements(names) + SideTables.statements(after: nil, names: names)
      if !dryRun { try transaction.run(statements.map { PostgresStatement($0) }) }
      return statements
    }
  }

  /// Adds something to Django's tables; what is there already is left alone. `indexes` takes minutes on large tables but
  /// locks nobody out; the others wait at most three seconds for the table.
  ///
  /// - Returns: the statements carried out, or to be carried out.
  public func add(_ extra: PostgresExtra, dryRun: Bool) async throws -> [String] {
    if extra == .observe, !dryRun { _ = try await catalogWithSideTables() }
    return try await carryOut(extra, dryRun: dryRun) { extra.statements($0, present: $1) }
  }

  /// Takes it away again. Idempotent.
  ///
  /// - Returns: the statements carried out, or to be carried out.
  public func remove(_ extra: PostgresExtra, dryRun: Bool) async throws -> [String] {
    try await carryOut(extra, dryRun: dryRun) { extra.undoStatements($0, present: $1) }
  }

  private func carryOut(
    _ extra: PostgresExtra, dryRun: Bool, _ statements: (TableNames, PresentExtras) -> [String]
  ) async throws -> [String] {
    forgetCatalog()
    let catalog = try await loadedCatalog()
    let present = try await read { try PresentExtras($0, catalog) }
    let statements = statements(catalog.names, present)
    guard !dryRun, !statements.isEmpty else { return statements }
    defer { forgetCatalog() }
    if extra.isConcurrent {
      let builder = try IndexBuilder(address, limit: options.migrationTimeout)
      for statement in statements { try await builder.run(statement) }
      await builder.close()
    } else {
      try await work.transaction(within: options.migrationTimeout) { transaction in
        // Whoever waits for the table makes all who come after wait too.
        try transaction.query("SET LOCAL lock_timeout = '3s'")
        _ = try transaction.run(statements.map { PostgresStatement($0) })
      }
    }
    return statements
  }
}

extension PostgresTransaction {
  /// Until the transaction ends, others who migrate wait.
  fileprivate func lockMigration() throws {
    try query("SELECT pg_advisory_xact_lock(hashtext('triggertop.migrate'))")
  }

  fileprivate func sideTablesVersion(_ names: TableNames) throws -> Int? {
    guard try query("SELECT to_regclass($1) IS NOT NULL", [.text(names.version)])[0].get(0, as: Bool.self) else {
      return nil
    }
    return try query("SELECT max(version) FROM \(names.version)")[0].get(0)
  }
}
