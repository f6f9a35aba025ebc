import TriggerCore

extension PostgresStore {
  public func dependents(of ids: [TriggerID]) async throws -> Dependents {
    let catalog = try await loadedCatalog()
    guard !ids.isEmpty else { return Dependents(rows: []) }
    return try await read { transaction in
      let records = try transaction.runByIndex(
        PostgresStatement("SELECT id::bigint, trigger_type FROM \(catalog.trigger) WHERE id = ANY ($1)", [.ids(ids)]))[
          0]
      let types = Dictionary(
        try records.map { (try $0.get(0, as: TriggerID.self), try $0.get(1, as: String.self)) }
      ) { first, _ in first }
      if types.isEmpty { return Dependents(rows: []) }
      let keys = try transaction.foreignKeys(catalog).readable
      let rows = try DoomedRows(transaction, keys: keys, types: types, isForeseen: true)
      return try transaction.dependents(on: rows, catalog: catalog)
    }
  }
}

extension PostgresTransaction {
  fileprivate func dependents(on rows: DoomedRows, catalog: PostgresCatalog) throws -> Dependents {
    let (keys, names) = (rows.keys, catalog.names)
    var counts: [Dependents.Rows] = []
    for table in keys.taken {
      guard let found = keys.tables[table] else { continue }
      var parameters = ParameterList()
      let condition = rows.ways(to: table, &parameters).condition
      counts.append(
        .init(
          table: names.displayName(schema: found.schema, table: found.table),
          count: try count(in: found.qualifiedName, where: condition, parameters.values)))
    }
    if catalog.sideTables != nil {
      for (name, table) in [("triggertop_attempt", names.attempt), ("triggertop_payload", names.payload)] {
        let count = try count(in: table, where: "x.trigger_id = ANY ($1)", [.ids(rows.ids)])
        counts.append(.init(table: name, count: count))
      }
    }
    var cleared: [Dependents.Rows] = []
    for (table, columns) in keys.clearing {
      guard let found = keys.tables[table] else { continue }
      for column in columns {
        var parameters = ParameterList()
        let condition = rows.losing(column, table, &parameters)
        cleared.append(
          .init(
            table: "\(names.displayName(schema: found.schema, table: found.table)).\(column.name)",
            count: try count(in: found.qualifiedName, where: condition, parameters.values)))
      }
    }
    return Dependents(
      rows: counts.filter { $0.count > 0 }.sorted { $0.table < $1.table }, cleared: cleared.filter { $0.count > 0 })
  }

  private func count(in table: String, where condition: String, _ parameters: [PostgresValue]) throws -> Int {
    let answer = try runByIndex(
      PostgresStatement("SELECT count(*) FROM \(table) AS x WHERE \(condition)", parameters))[0]
    return try answer[0].get(0)
  }
}
