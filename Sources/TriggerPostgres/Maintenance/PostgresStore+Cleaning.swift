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

  public func clean(
    before time: Instant, ownTables: [String: [OwnTable]], limit: Int, after place: CleaningPlace?
  ) async throws -> CleanedBatch {
    let catalog = try await writableCatalog()
    if limit < 1 { return CleanedBatch() }
    return try await write { transaction in
      let mapped = try transaction.checked(ownTables, names: catalog.names)
      let picked = try transaction.picked(before: time, limit: limit, after: place, catalog: catalog)
      guard let last = picked.last else { return CleanedBatch() }
      let types = try transaction.locked(picked.map(\.id), before: time, catalog: catalog)
      let left = try transaction.remove(types, further: mapped, catalog: catalog, keptBy: nil)
      return CleanedBatch(
        removed: types.count - left.count,
        kept: left.sorted { $0.key < $1.key }.map {
          .init(id: $0, reason: $1.reason, isNeeded: $1.isNeeded)
        }, place: picked.count < limit ? nil : last)
    }
  }

  public func sweepOrphans(limit: Int) async throws -> Int {
    let catalog = try await writableCatalog()
    guard catalog.sideTables != nil else { return 0 }
    var removed = 0
    for sweep in OrphanSweep.all(catalog.names) {
      var last: Int64? = .min
      while let from = last, removed < limit {
        try Task.checkCancellation()
        let rest = limit - removed
        let row = try await write(sweep.statement(from: from, limit: rest))
        removed += try row[0].get(0, as: Int.self)
        last = try row[0].get(1)
      }
    }
    return removed
  }
}

/// Removes side rows whose trigger is gone, window by window, so that no statement takes long however large a table is.
struct OrphanSweep {
  static let window = 20_000

  let table: String
  /// By which its rows are walked.
  let key: String
  /// What names a row for good: one that is given to a new trigger meanwhile stays.
  let identity: String
  let names: TableNames

  static func all(_ names: TableNames) -> [OrphanSweep] {
    [
      (names.claim, "trigger_id", "trigger_id, received, epoch"), (names.payload, "trigger_id", "trigger_id, received"),
      (names.attempt, "id", "id"),
    ].map { OrphanSweep(table: $0, key: $1, identity: $2, names: names) }
  }

  /// It answers with the number of rows removed, and with the key of the window's last row; null for the last window.
  /// Triggers are looked up one by one: for a join the planner would read all of them, window by window.
  /// Where row security may hide triggers from the role, nothing is an orphan.
  func statement(from key: Int64, limit: Int) -> PostgresStatement {
    PostgresStatement(
      """
      WITH w AS MATERIALIZED (
        SELECT \(self.key) AS place, s.* FROM \(table) AS s
        WHERE \(self.key) > $1 AND NOT \(names.hidesTriggers)
        ORDER BY \(self.key) LIMIT \(Self.window)),
      orphan AS MATERIALIZED (
        SELECT \(identity) FROM w
        WHERE (
          SELECT t.date_received = w.received FROM \(names.trigger) AS t WHERE t.id = w.trigger_id) IS NOT TRUE
        LIMIT $2),
      gone AS (DELETE FROM \(table) WHERE (\(identity)) IN (SELECT \(identity) FROM orphan) RETURNING 1)
      SELECT (SELECT count(*) FROM gone),
        (SELECT CASE WHEN count(*) = \(Self.window) THEN max(place) END FROM w)
      """, [.int64(key), .int64(Int64(limit))])
  }
}

extension PostgresTransaction {
  /// Longest processed first; those that somebody runs once more are left for later.
  fileprivate func picked(
    before time: Instant, limit: Int, after place: CleaningPlace?, catalog: PostgresCatalog
  ) throws -> [CleaningPlace] {
    var parameters = ParameterList()
    let (before, most) = (parameters.add(.instant(time)), parameters.add(.int64(Int64(limit))))
    var onwards = ""
    if case .instant(let processed)? = place?.processed, let id = place?.id {
      let (from, key) = (parameters.add(.instant(processed)), parameters.add(.int64(id)))
      onwards = "AND t.date_processed >= \(from) AND (t.date_processed, t.id) > (\(from), \(key))"
    }
    return try runByIndex(
      PostgresStatement(
        """
        SELECT t.id::bigint, t.date_processed FROM \(catalog.trigger) AS t
        WHERE t.date_processed < \(before) \(onwards) AND \(isUnclaimed(catalog))
        ORDER BY t.date_processed, t.id LIMIT \(most)
        """, parameters.values))[0].map { CleaningPlace(processed: .instant(try $0.get(1)), id: try $0.get(0)) }
  }

  /// Locks come first, so that what follows sees every claim and change made until then.
  /// - Returns: the types of those that are still to go.
  fileprivate func locked(
    _ ids: [TriggerID], before time: Instant, catalog: PostgresCatalog
  ) throws -> [TriggerID: String] {
    let names = catalog.names
    var statements = [
      PostgresStatement("SELECT FROM \(names.trigger) WHERE id = ANY ($1) ORDER BY id FOR UPDATE", [.ids(ids)])
    ]
    if catalog.sideTables != nil {
      statements.append(
        PostgresStatement(
          "SELECT FROM \(names.claim) WHERE trigger_id = ANY ($1) ORDER BY trigger_id FOR UPDATE", [.ids(ids)]))
    }
    statements.append(
      PostgresStatement(
        """
        SELECT t.id::bigint, t.trigger_type FROM \(catalog.trigger) AS t
        WHERE t.id = ANY ($1) AND t.date_processed < $2 AND \(isUnclaimed(catalog))
        """, [.ids(ids), .instant(time)]))
    let rows = try run(statements)[statements.count - 1]
    return Dictionary(try rows.map { (try $0.get(0), try $0.get(1)) }) { first, _ in first }
  }

  private func isUnclaimed(_ catalog: PostgresCatalog) -> String {
    catalog.sideTables == nil
      ? "true"
      : """
      t.id NOT IN (
        SELECT trigger_id FROM \(catalog.names.claim) WHERE kind <> 'hold' AND lease_until > statement_timestamp())
      """
  }
}

extension PostgresTransaction {
  /// Looks the map's tables up in the catalog, in the triggers' schema unless they are written as `schema.table`.
  fileprivate func checked(
    _ ownTables: [String: [OwnTable]], names: TableNames
  ) throws -> [ForeignKeys.Mapped] {
    let types = Dictionary(grouping: ownTables.flatMap { type, tables in tables.map { ($0, type) } }, by: \.0)
    let found = try MappedTable.find(types.keys.map(\.name), names) { try query($0.sql, $0.parameters) }
    return try types.map { own, entries in
      let table = found.first { $0.isMeant(by: own.name, in: names) }
      try own.check(columns: table?.columns.map { ($0.name, $0.declaration) } ?? [])
      let qualifiedName = table.map { TableNames(schema: $0.schema).qualified($0.table) } ?? ""
      return ForeignKeys.Mapped(qualifiedName: qualifiedName, column: own.idColumn, types: entries.map(\.1))
    }
  }
}
