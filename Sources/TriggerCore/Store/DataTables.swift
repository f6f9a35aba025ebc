/// The tables that hold data of triggers, and which of them count for a type: those that the map (TYPE_TO_TABLE) names
/// with what they inherit from and what inherits from them; for a type that it does not name, those whose key leads to
/// the trigger by foreign keys, as Django's multi-table inheritance makes them.
package struct DataTables: Sendable {
  package typealias Mapped = Result<DataTable, DataProblem>

  private let inherited: [DataTable]
  private let byType: [String: [Mapped]]
  /// Each once.
  package let all: [DataTable]

  /// - Parameters:
  ///   - inherited: with a key that leads to the trigger, what is inherited from first; one row a trigger at most.
  ///   - mapped: what the catalog says of the map's tables.
  package init(inherited: [DataTable], mapped: [String: [Mapped]] = [:]) {
    self.inherited = inherited
    byType = mapped.mapValues { tables in
      tables.map { table in table.map { table in inherited.first { $0.id == table.id } ?? table } }
    }
    var known = Set(inherited.map(\.id))
    all =
      inherited
      + byType.values.joined().compactMap { try? $0.get() }.filter { known.insert($0.id).inserted }.sorted {
        $0.id < $1.id
      }
  }

  /// Tables that only the map tells of, with their types.
  package var mappedOnly: [(table: DataTable, types: [String])] {
    all.dropFirst(inherited.count).map { table in
      (table, byType.filter { $0.value.contains(.success(table)) }.keys.sorted())
    }
  }

  /// Whether there may be a `DataProblem` at all.
  package var areAllSound: Bool {
    all.allSatisfy { $0.barredRole == nil } && byType.values.joined().allSatisfy { (try? $0.get()) != nil }
  }

  /// - Parameters:
  ///   - rows: those of the trigger, by `DataTable.id`, of tables that may be read.
  ///   - payload: counts where no table has a row.
  package func data(
    of type: String, rows: [DataTable.ID: [TriggerData]], payload: TriggerData?
  ) throws(DataProblem) -> FoundData? {
    let isThere: (DataTable) -> Bool = { rows[$0.id]?.isEmpty == false }
    let tables = byType[type].map { mapped(by: $0).filter(isThere) } ?? deepestLine(where: isThere)
    if let barred = barred(type, beside: tables, hasPayload: payload != nil) { throw barred }
    if !tables.isEmpty { return FoundData(tables.map { ($0, rows[$0.id] ?? []) }) }
    if let payload { return FoundData(payload: payload) }
    for case .failure(let problem) in byType[type] ?? [] { throw problem }
    return nil
  }

  /// What goes into tables when a trigger is fired, what is inherited from first; none where its data is a payload.
  ///
  /// - Throws: `StoreError.refused` for data that the tables have no columns for, or that lacks what they need.
  package func rows(
    of trigger: NewTrigger
  ) throws(StoreError) -> [(table: DataTable, fields: [TriggerData.Field])] {
    let tables = try tables(for: trigger)
    var fields = trigger.data?.fields ?? []
    if tables.isEmpty { return [] }
    var rows: [(table: DataTable, fields: [TriggerData.Field])] = []
    for table in tables {
      let own = fields.filter { table.column(named: $0.name) != nil }
      fields.removeAll { field in own.contains { $0.name == field.name } }
      // A row that no model asks for is made only to hold data.
      if inherited.contains(table) || !own.isEmpty { rows.append((table, own)) }
    }
    let names = tables.map(\.name).joined(separator: ", ")
    if let field = fields.first {
      let known = tables.flatMap(\.columns).map(\.name).joined(separator: ", ")
      throw .refused("The table \(names) has no column \(field.name) for data; it has \(known).")
    }
    let missing = rows.flatMap { row in
      row.table.columns.filter { column in column.isRequired && !row.fields.contains { $0.name == column.name } }
    }.map(\.name)
    if !missing.isEmpty {
      throw .refused(
        "A trigger of type \(trigger.type) needs values for \(missing.joined(separator: ", ")) of \(names); give them as its data."
      )
    }
    return rows
  }

  private func tables(for trigger: NewTrigger) throws(StoreError) -> [DataTable] {
    if let name = trigger.table {
      guard let table = all.first(where: { $0.name == name }) else {
        throw .refused(
          "The database has no table \(name) whose key is a foreign key to djtriggers_trigger: run its migrations.")
      }
      return line(to: table)
    }
    var tables: [DataTable] = []
    for mapped in byType[trigger.type] ?? [] {
      switch mapped {
      case .failure(let problem): throw .refused(problem.text)
      case .success(let table): tables += line(to: table).filter { !tables.contains($0) }
      }
    }
    // Without data, tables that are no model's stay as they are: the map may name them for cleaning only.
    return tables.contains(where: inherited.contains) || trigger.data != nil ? tables : []
  }
}

// MARK: - Inheritance

extension DataTables {
  /// From the table below the trigger down to this one.
  private func line(to table: DataTable) -> [DataTable] {
    var line = [table]
    while let parent = line[0].parent, let next = inherited.first(where: { $0.name == parent }), !line.contains(next) {
      line.insert(next, at: 0)
    }
    return line
  }

  private func mapped(by tables: [Mapped]) -> [DataTable] {
    let named = tables.compactMap { try? $0.get() }
    let lines = named.map(line(to:))
    return all.filter { table in
      lines.contains { $0.contains(table) } || line(to: table).contains(where: named.contains)
    }
  }

  private func deepestLine(where isThere: (DataTable) -> Bool) -> [DataTable] {
    let lines = inherited.filter(isThere).map(line(to:))
    return (lines.max { $0.count < $1.count } ?? []).filter(isThere)
  }

  /// Where more of the data lies, or may lie, than could be read.
  private func barred(_ type: String, beside found: [DataTable], hasPayload: Bool) -> DataProblem? {
    let certain = (byType[type] ?? []).compactMap { try? $0.get() }.flatMap(line(to:))
    if let table = certain.first(where: { $0.barredRole != nil }), let role = table.barredRole {
      return .barred(table: table.name, role: role, isCertain: true)
    }
    if byType[type] != nil || found.isEmpty && hasPayload { return nil }
    let above = found.last.map(line(to:)) ?? []
    let possible = inherited.filter { table in
      found.isEmpty || above.contains(table) || line(to: table).contains { found.last == $0 }
    }
    return possible.first { $0.barredRole != nil }.flatMap { table in
      table.barredRole.map { .barred(table: table.name, role: $0, isCertain: above.contains(table)) }
    }
  }
}
