import TriggerCore

extension CatalogDescription {
  /// The tables that hold data of triggers: by their foreign keys, and by the map as far as the catalog bears it out.
  ///
  /// - Parameter types: of the queue, where some table can't be read.
  func dataTables(
    in names: TableNames, by map: [String: [OwnTable]], _ mapped: [MappedTable], types: [String]
  ) -> DataTables {
    let byPath = Dictionary(references.map { ($0.path, $0) }) { first, _ in first }
    let inherited = references.filter { reference in
      (1...reference.depth).allSatisfy { depth in
        guard let table = byPath[Array(reference.path.prefix(depth))], table.isKey else { return false }
        let key = depth == 1 ? "id" : byPath[Array(reference.path.prefix(depth - 1))]?.column
        return key == table.parentColumn
      }
    }
    return DataTables(
      inherited: inherited.sorted { $0.depth < $1.depth }.map { table in
        let parent = byPath[Array(table.path.dropLast())]
        return dataTable(
          (table.schema, table.table, table.access), key: table.column,
          parent: parent.map { names.displayName(schema: $0.schema, table: $0.table) }, table.columns, names)
      },
      mapped: map.mapValues { tables in tables.map { find($0, in: mapped, names) } }, knownTypes: types)
  }

  private func find(_ own: OwnTable, in mapped: [MappedTable], _ names: TableNames) -> DataTables.Mapped {
    let found = mapped.first { $0.isMeant(by: own.name, in: names) }
    do {
      try own.check(columns: found?.columns.map { ($0.name, $0.declaration) } ?? [])
    } catch {
      return .failure(.wrongMap(error.description))
    }
    guard let found else { return .failure(.wrongMap("There is no table \(own.name); correct TYPE_TO_TABLE.")) }
    return .success(
      dataTable((found.schema, found.table, found.access), key: own.idColumn, parent: nil, found.columns, names))
  }

  private func dataTable(
    _ table: (schema: String, name: String, access: TableAccess), key: String, parent: String?,
    _ columns: [DependentTable.Column], _ names: TableNames
  ) -> DataTable {
    DataTable(
      name: names.displayName(schema: table.schema, table: table.name),
      qualifiedName: TableNames(schema: table.schema).qualified(table.name), keyColumn: key, parent: parent,
      barrier: table.access.barrier(role: user, schema: table.schema),
      columns: columns.filter { $0.name != key }.map {
        $0.isGenerated
          ? DataColumn($0.name, .fixed, isNullable: $0.isNullable, hasDefault: true)
          : DataColumn($0.name, declaration: $0.declaration, isNullable: $0.isNullable, hasDefault: $0.hasDefault)
      })
  }
}
