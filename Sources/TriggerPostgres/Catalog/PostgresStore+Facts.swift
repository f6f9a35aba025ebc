import TriggerCore

extension PostgresStore {
  public func facts() async throws -> StoreFacts {
    forgetCatalog()
    let catalog = try await loadedCatalog()
    let readOnlyReason =
      options.readOnly ? "The session was opened read-only." : catalog.readOnlyReason
    return StoreFacts(
      kind: .postgres, name: address.screenName(of: catalog.description), version: catalog.description.version,
      readOnlyReason: readOnlyReason, sideTables: catalog.sideTables,
      sideTablesRefusal: catalog.sideTables == nil ? catalog.unreadableReason : nil,
      // Django may have taken the tables over since (migrate --fake): then Python works there too.
      isOwn: catalog.description.comment == DjangoTables.ownMark && !catalog.description.hasDjango,
      childTables: catalog.childTables, clock: catalog.clock)
  }
}

extension PostgresCatalog {
  /// With a foreign key to the trigger table itself, results left out.
  fileprivate var childTables: [String] {
    references.filter { $0.depth == 1 && $0.qualifiedName != names.result }.map(displayName)
  }

  func displayName(of table: DependentTable) -> String {
    names.displayName(schema: table.schema, table: table.table)
  }
}

extension PostgresAddress {
  /// `orders@db1/app`. Where a service file says what is behind it, the server does.
  fileprivate func screenName(of database: CatalogDescription) -> String {
    guard let service else { return description.trimmingPrefix("postgresql://").description }
    return "\(database.user)@\(database.server ?? "local")/\(database.database) (service \(service))"
  }
}
