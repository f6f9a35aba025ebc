import TriggerCore

extension PostgresStore {
  /// What this role can't see of triggers and of the tables that hang on them, each with its remedy: `billing_paybill,
  /// which role app may not read: GRANT SELECT`. Two queries.
  public func hiddenTables() async throws -> [String] {
    forgetCatalog()
    let catalog = try await loadedCatalog()
    let (names, user) = (catalog.names, catalog.description.user)
    let hidesTriggers = try await read { transaction in
      try transaction.query("SELECT \(names.hidesTriggers)")[0].get(0, as: Bool.self)
    }
    var hidden = hidesTriggers ? ["djtriggers_trigger, \(DataTable.Barrier.rowSecurity(role: user).clause)"] : []
    for table in catalog.description.references {
      guard let barrier = table.access.barrier(role: user, schema: table.schema) else { continue }
      hidden.append("\(names.displayName(schema: table.schema, table: table.table)), \(barrier.clause)")
    }
    for (table, _) in catalog.dataTables.mappedOnly {
      if let barrier = table.barrier { hidden.append("\(table.name), \(barrier.clause)") }
    }
    return hidden.distinctTexts.sorted()
  }
}
