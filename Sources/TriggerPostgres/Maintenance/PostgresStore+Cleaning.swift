import TriggerCore

extension PostgresStore: TriggerCleaning {
  public func cleanable(before time: Instant) async throws -> Int {
    let names = try await loadedCatalog().names
    return try await read { transaction in
      try transaction.query("SELECT count(*) FROM \(names.trigger) WHERE date_processed < $1", [.instant(time)])[0]
        .get(0)
    }
  }

  public func check(_ ownTables: [String: [OwnTable]]) async throws {
    let names = try await loadedCatalog().names
    try await read { transaction in _ = try transaction.checked(ownTables, names: names) }
  }

  public func clean(before time: Instant, ownTables: [String: [OwnTable]], limit: Int) async throws -> Int {
    let catalog = try await writableCatalog()
    var removed = 0
    // What others took or changed since it was picked is made up for, so that only the end of the work looks like it.
    while removed < limit {
      let rest = limit - removed
      let (picked, gone) = try await write { transaction in
        let tables = try transaction.checked(ownTables, names: catalog.names)
        let cleaning = CleaningStatement(before: time, ownTables: tables, catalog: catalog)
        let ids: [TriggerID] = try transaction.runByIndex(cleaning.pick(rest))[0].map { try $0.get(0) }
        if ids.isEmpty { return (0, 0) }
        let answers = try transaction.run(cleaning.removal(of: ids))
        return (ids.count, try answers[answers.count - 1][0].get(0, as: Int.self))
      }
      removed += gone
      if picked < rest { break }
    }
    return removed
  }

  public func sweepOrphans(limit: Int) async throws -> Int {
    let catalog = try await writableCatalog()
    guard catalog.sideTables != nil else { return 0 }
    let names = catalog.names
    // Each by what names its row for good: one that is given to a new trigger meanwhile stays.
    let tables = [
      (names.claim, "trigger_id, received, epoch"), (names.payload, "trigger_id, received"), (names.attempt, "id"),
    ]
    return try await write { transaction in
      var removed = 0
      for (table, key) in tables where removed < limit {
        removed += try transaction.query(
          """
          WITH orphan AS MATERIALIZED (
            SELECT \(key) FROM \(table) AS s
            WHERE NOT EXISTS (
              SELECT FROM \(names.trigger) AS t WHERE t.id = s.trigger_id AND t.date_received = s.received)
            LIMIT $1)
          DELETE FROM \(table) WHERE (\(key)) IN (SELECT \(key) FROM orphan)
          """, [.int64(Int64(limit - removed))]
        ).affectedRows
      }
      return removed
    }
  }

  /// - Throws: `StoreError.notPermitted` where nothing may be written.
  func writableCatalog() async throws -> PostgresCatalog {
    let catalog = try await loadedCatalog()
    if let reason = catalog.readOnlyReason { throw StoreError.notPermitted(reason) }
    return catalog
  }
}

extension PostgresTransaction {
  /// Looks the map's tables up in the catalog, in the triggers' schema unless they are written as `schema.table`.
  fileprivate func checked(
    _ ownTables: [String: [OwnTable]], names: TableNames
  ) throws -> [CleaningStatement.OwnRows] {
    let types = Dictionary(grouping: ownTables.flatMap { type, tables in tables.map { ($0, type) } }, by: \.0)
    let found = try MappedTable.find(types.keys.map(\.name), names) { try query($0.sql, $0.parameters) }
    return try types.map { own, entries in
      let table = found.first { $0.isMeant(by: own.name, in: names) }
      try own.check(columns: table?.columns.map(\.name) ?? [])
      if let column = table?.columns.first(where: { $0.name == own.idColumn }),
        !["smallint", "integer", "bigint", "numeric"].contains(where: column.declaration.hasPrefix)
      {
        throw StoreError.refused(
          """
          The column \(own.idColumn) of \(own.name) is of type \(column.declaration) and holds no triggers' ids; name another \
          for TYPE_TO_TABLE.
          """)
      }
      let qualifiedName = table.map { TableNames(schema: $0.schema).qualified($0.table) } ?? ""
      return CleaningStatement.OwnRows(
        table: qualifiedName, column: own.idColumn.quotedIdentifier, types: entries.map(\.1))
    }
  }
}
