/// The tables that hold data of triggers, and which of them count for a type: those that the map (TYPE_TO_TABLE) names
/// with what they inherit from and what inherits from them; for a type that it does not name, those whose key leads to
/// the trigger by foreign keys, as Django's multi-table inheritance makes them. Of several such that have a row of one
/// trigger, those with Django's keys go first, then the one that is called as the type is; else it is not known.
package struct DataTables: Sendable {
  package typealias Mapped = Result<DataTable, DataProblem>
  /// A row, or a payload, as far as it can be read.
  package typealias Stored = Result<TriggerData, DataProblem>

  private let inherited: [DataTable]
  private let byType: [ExactText: [Mapped]]
  /// Each once.
  package let all: [DataTable]
  private let knownTypes: [String]

  /// - Parameters:
  ///   - inherited: with a key that leads to the trigger, what is inherited from first; one row a trigger at most.
  ///   - mapped: what the catalog says of the map's tables.
  ///   - knownTypes: those of the queue, where some table can't be read: one called as a type is holds up no other.
  package init(inherited: [DataTable], mapped: [String: [Mapped]] = [:], knownTypes: [String] = []) {
    self.inherited = inherited
    self.knownTypes = knownTypes
    let resolved = mapped.map { type, tables in
      (ExactText(type), tables.map { table in table.map { table in inherited.first { $0.id == table.id } ?? table } })
    }
    byType = Dictionary(resolved) { first, _ in first }
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
      (table, byType.filter { $0.value.contains(.success(table)) }.keys.sorted().map(\.text))
    }
  }

  /// Whether every table can be read, and every one that the map names is one.
  package var areAllSound: Bool {
    all.allSatisfy { $0.barrier == nil } && byType.values.joined().allSatisfy { (try? $0.get()) != nil }
  }

  /// - Parameters:
  ///   - rows: those of the trigger, by `DataTable.id`, of tables that may be read.
  ///   - payload: counts where no table has a row.
  package func data(
    of type: String, rows: [DataTable.ID: [Stored]], payload: Stored?
  ) throws(DataProblem) -> FoundData? {
    let isThere: (DataTable) -> Bool = { rows[$0.id]?.isEmpty == false }
    let mapping = byType[ExactText(type)]
    let tables =
      if let mapping { mapped(by: mapping).filter(isThere) } else { try ownLine(of: type, where: isThere) }
    if let barred = barred(type, beside: tables, hasPayload: payload != nil) { throw barred }
    var found: [(table: DataTable, rows: [TriggerData])] = []
    for table in tables {
      var read: [TriggerData] = []
      for row in rows[table.id] ?? [] { read.append(try row.get()) }
      found.append((table, read))
    }
    if !found.isEmpty { return FoundData(found) }
    if let payload { return FoundData(payload: try payload.get()) }
    for case .failure(let problem) in mapping ?? [] { throw problem }
    return nil
  }

  /// The table for new triggers of a type: `TriggerReader.table(ofType:)`.
  ///
  /// - Parameter seen: where triggers of the type have theirs.
  package func table(ofType type: String, seen: [FoundData]) throws(StoreError) -> String? {
    if byType[ExactText(type)] != nil { return nil }
    var tables = Set(seen.compactMap(\.tables.last).map(\.name))
    if seen.isEmpty {
      let named = inherited.filter { $0.isNamed(after: type) }
      let djangos = named.filter(\.hasDjangosKey)
      tables = Set((djangos.isEmpty ? named : djangos).map(\.name))
    }
    guard tables.count > 1 else { return tables.first }
    throw .refused(
      "The data of \(type) may go into \(tables.sorted().joined(separator: " or ")): name its own in TYPE_TO_TABLE.")
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
      fields.removeAll { field in own.contains { $0.name.isExactly(field.name) } }
      // A row that no model asks for is made only to hold data.
      if inherited.contains(table) || !own.isEmpty { rows.append((table, own)) }
    }
    let names = tables.map(\.name).joined(separator: ", ")
    if let field = fields.first {
      let known = tables.flatMap(\.columns).map(\.name).joined(separator: ", ")
      throw .refused("The table \(names) has no column \(field.name) for data; it has \(known).")
    }
    let missing = rows.flatMap { row in
      row.table.columns.filter { column in column.isRequired && !row.fields.contains { $0.name.isExactly(column.name) }
      }
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
      guard let table = all.first(where: { $0.name.isExactly(name) }) else {
        throw .refused(
          "The database has no table \(name) whose key is a foreign key to djtriggers_trigger: run its migrations.")
      }
      return line(to: table)
    }
    var tables: [DataTable] = []
    for mapped in byType[ExactText(trigger.type)] ?? [] {
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

  /// The tables that have a row of a trigger, from the one below the trigger down to its type's own.
  private func ownLine(of type: String, where isThere: (DataTable) -> Bool) throws(DataProblem) -> [DataTable] {
    let lines = inherited.filter(isThere).map { line(to: $0).filter(isThere) }
    var whole = lines.filter { line in !lines.contains { $0.count > line.count && $0.starts(with: line) } }
    for isLikely in [{ $0.allSatisfy(\.hasDjangosKey) }, { $0.last?.isNamed(after: type) ?? false }]
      as [([DataTable]) -> Bool]
    where whole.count > 1 && whole.contains(where: isLikely) {
      whole = whole.filter(isLikely)
    }
    guard whole.count <= 1 else { throw .ambiguous(tables: whole.compactMap(\.last?.name).sorted()) }
    return whole.first ?? []
  }

  /// Where more of the data lies, or may lie, than could be read.
  private func barred(_ type: String, beside found: [DataTable], hasPayload: Bool) -> DataProblem? {
    let mapping = byType[ExactText(type)]
    let certain = (mapping ?? []).compactMap { try? $0.get() }.flatMap(line(to:))
    if let table = certain.first(where: { !$0.isReadable }), let barrier = table.barrier {
      return .barred(table: table.name, by: barrier, isCertain: true)
    }
    if mapping == nil && found.isEmpty && hasPayload { return nil }
    let above = found.last.map(line(to:)) ?? []
    let possible =
      mapping != nil
      ? (found.isEmpty ? certain : [])
      : inherited.filter { table in
        found.isEmpty || above.contains(table) || line(to: table).contains { found.last == $0 }
      }
    return possible.first { table in
      table.barrier != nil && !found.contains(table) && (mapping != nil || !isOfAnother(table, than: type))
    }.flatMap { table in
      table.barrier.map { .barred(table: table.name, by: $0, isCertain: !table.isReadable && above.contains(table)) }
    }
  }

  private func isOfAnother(_ table: DataTable, than type: String) -> Bool {
    !table.isNamed(after: type) && knownTypes.contains(where: table.isNamed)
  }
}
