import TriggerCore

extension PostgresTransaction {
  /// - Throws: `StoreError.refused` for an action that is not in the journal, or that can't be taken back.
  func undo(
    _ action: JournaledAction.ID, _ targets: [Target], catalog: PostgresCatalog, entry: JournalEntry
  ) throws -> OperationReport {
    let found = try query("SELECT verb FROM \(catalog.names.action) WHERE id = $1", [.int64(action)])
    switch try found.first?.get(0, as: String.self) {
    case "retry", "reschedule":
      let changes = try changes(of: action, ids: targets.map(\.id), catalog: catalog)
      let before = targets.map { target in
        changes[target.id].flatMap { $0.received == target.received ? $0.before : nil }
      }
      return try carryOut(.progress(before, endsSent: false), on: targets, catalog: catalog, entry: entry) { _ in
        "action \(action) did nothing to it"
      }
    case "delete": return try restore(action, targets, catalog: catalog, entry: entry)
    case DataEdit.verb: return try undoEdit(action, targets, catalog: catalog, entry: entry)
    case let verb?: throw StoreError.refused("Action \(action) can't be taken back: it was \(verb).")
    case nil: throw StoreError.refused("There is no action \(action) in the journal; triggertop undo lists them.")
    }
  }

  private func changes(
    of action: JournaledAction.ID, ids: [TriggerID], catalog: PostgresCatalog
  ) throws -> [TriggerID: JournaledChange] {
    let rows = try query(
      """
      SELECT trigger_id, received, before::text, after::text FROM \(catalog.names.actionItem)
      WHERE action_id = $1 AND trigger_id = ANY ($2) AND result = 'done'
      """, [.int64(action), .ids(ids)])
    return Dictionary(try rows.map { try JournaledChange(row: $0) }.map { ($0.id, $0) }) { first, _ in first }
  }

  /// An edit is of one trigger; its data must be as the edit left it, whatever became of the trigger since.
  private func undoEdit(
    _ action: JournaledAction.ID, _ targets: [Target], catalog: PostgresCatalog, entry: JournalEntry
  ) throws -> OperationReport {
    let changes = try changes(of: action, ids: targets.map(\.id), catalog: catalog)
    var report = OperationReport(entries: [], journalID: entry.id)
    for target in targets {
      var entry = entry
      entry.id = report.journalID
      report.entries.append(
        try undo(changes[target.id], of: target, catalog: catalog, entry: &entry, action: action))
      report.journalID = entry.id
    }
    return report
  }

  private func undo(
    _ change: JournaledChange?, of target: Target, catalog: PostgresCatalog, entry: inout JournalEntry,
    action: JournaledAction.ID
  ) throws -> OperationReport.Entry {
    guard let before = change?.dataBefore else {
      return .init(id: target.id, result: .refused("action \(action) did nothing to it"))
    }
    let locked: LockedData
    switch try lockData(of: target, catalog: catalog, now: entry.now) {
    case .left(let result): return .init(id: target.id, result: result)
    case .locked(let found): locked = found
    }
    // As the server compares JSON: the journal does not keep the order of fields.
    let noted = try query(
      """
      SELECT after -> 'data' = $3::jsonb -> 'data', (before -> 'columns')::text
      FROM \(catalog.names.actionItem) WHERE action_id = $1 AND trigger_id = $2
      """, [.int64(action), .int64(target.id), .text(locked.data.journal)]
    ).first
    guard try noted?.get(0, as: Bool?.self) == true else { return .init(id: target.id, result: .changed) }
    let result: OperationResult
    if let columns = try noted?.get(1, as: String?.self).flatMap(TriggerData.init(json:)) {
      result = try putBack(columns, over: locked, of: target, catalog: catalog, entry: &entry)
    } else {
      // The first version's journal.
      let fields = try DataEdit.reversal(to: before, from: locked.data, columns: locked.found.columns)
      result = try write(fields, over: locked, of: target, catalog: catalog, entry: &entry)
    }
    return .init(id: target.id, result: result, before: locked.record, after: locked.record)
  }

  /// - Parameter texts: by table, an object of the columns' texts.
  private func putBack(
    _ texts: TriggerData, over locked: LockedData, of target: Target, catalog: PostgresCatalog,
    entry: inout JournalEntry
  ) throws -> OperationResult {
    let tables = try tables(called: texts.fields.map(\.name), in: catalog.names)
    var changes: [(place: EditedColumns, statement: PostgresStatement)] = []
    for field in texts.fields {
      guard let table = tables[field.name] else { throw StoreError.lost(table: field.name) }
      guard case .object(let columns) = field.value, !columns.isEmpty else { continue }
      let found = locked.found.tables.first { $0.name == field.name }
      guard let key = found?.keyColumn ?? (locked.found.tables.isEmpty ? "trigger_id" : nil) else { return .changed }
      let assignments = try columns.map { column in
        guard let type = table.column(named: column.name)?.type else {
          throw StoreError.lost(column: column.name, of: field.name)
        }
        return "\(column.name.quotedIdentifier) = ($2::jsonb ->> \(column.name.quotedLiteral))::\(type)"
      }
      changes.append(
        (
          EditedColumns(
            table: field.name, qualifiedName: table.qualifiedName, keyColumn: key, columns: columns.map(\.name)),
          PostgresStatement(
            """
            UPDATE \(table.qualifiedName) SET \(assignments.joined(separator: ", "))
            WHERE \(key.quotedIdentifier) = $1
            """, [.int64(target.id), .text(field.value.json)])
        ))
    }
    return try noted(changes.map(\.place), over: locked, of: target, catalog: catalog, entry: &entry) {
      for change in changes { try changeOne(change.place.table, change.statement) }
    }
  }
}

extension JournaledChange {
  /// Reads trigger_id, received, before and after.
  init(row: PostgresRow) throws {
    self.init(id: try row.get(0), received: try row.get(1), before: try row.get(2), after: try row.get(3))
  }
}
