import TriggerCore

extension PostgresStore: TriggerEditing {
  public func edit(_ edit: DataEdit, by operator: Operator, now: Instant?) async throws -> OperationResult {
    let catalog = try await writableCatalog()
    return try await write { transaction in
      let now = try now ?? transaction.query("SELECT clock_timestamp()")[0].get(0)
      var entry = JournalEntry(verb: DataEdit.verb, who: `operator`, now: now)
      return try transaction.edit(edit, catalog: catalog, entry: &entry)
    }
  }
}

/// A trigger's data under lock.
struct LockedData {
  let record: TriggerRecord
  let data: TriggerData
  /// Nil for a payload.
  let table: DependentTable?
}

extension PostgresTransaction {
  enum Locking {
    case locked(LockedData)
    /// Left alone.
    case left(OperationResult)
  }

  fileprivate func edit(
    _ edit: DataEdit, catalog: PostgresCatalog, entry: inout JournalEntry
  ) throws -> OperationResult {
    switch try lockData(of: edit.target, catalog: catalog, now: entry.now) {
    case .left(let result): return result
    case .locked(let found):
      guard found.record.progress == edit.target.seen, found.data == edit.seen else { return .changed }
      let changes = try edit.checkedChanges(columns: found.table?.dataColumns)
      return try write(changes, over: found, of: edit.target, catalog: catalog, entry: &entry)
    }
  }

  /// The trigger is locked first, then its data: whoever saves the whole of it waits.
  func lockData(of target: Target, catalog: PostgresCatalog, now: Instant) throws -> Locking {
    let locked = try query(
      "SELECT \(TriggerRecord.columns) FROM \(catalog.trigger) WHERE id = $1 AND date_received = $2 FOR NO KEY UPDATE",
      [.int64(target.id), .instant(target.received)])
    guard let row = locked.first else { return .left(.missing) }
    var rows = [Page.Row(record: try TriggerRecord(row: row))]
    try addMarks(to: &rows, catalog: catalog)
    if let mark = rows[0].running, mark.isHeld(at: now) { return .left(.running(mark)) }
    return try lockedData(of: rows[0].record, catalog: catalog).map { .locked($0) } ?? .left(.changed)
  }

  /// Data and its table, read again once its row is locked.
  private func lockedData(of record: TriggerRecord, catalog: PostgresCatalog) throws -> LockedData? {
    let reading = DataReading(catalog)
    let statement = reading.statement(for: [record.id])
    guard let found = try reading.found(runByIndex(statement)[0])[record.id] else { return nil }
    let table = catalog.dataTables.first { catalog.displayName(of: $0) == found.table }
    let (name, key) =
      table.map { ($0.qualifiedName, $0.column.quotedIdentifier) } ?? (catalog.names.payload, "trigger_id")
    try query("SELECT FROM \(name) WHERE \(key) = $1 FOR NO KEY UPDATE", [.int64(record.id)])
    return try reading.found(runByIndex(statement)[0])[record.id].map {
      LockedData(record: record, data: $0.data, table: table)
    }
  }

  /// Writes what differs, and notes it where there is a journal.
  func write(
    _ changes: [TriggerData.Field], over found: LockedData, of target: Target, catalog: PostgresCatalog,
    entry: inout JournalEntry
  ) throws -> OperationResult {
    if changes.isEmpty { return .refused("its data says so already") }
    try write(changes, over: found, catalog: catalog)
    guard catalog.sideTables != nil, let after = try lockedData(of: found.record, catalog: catalog)?.data else {
      return .done
    }
    let noted = entry.statement(catalog.names, target: target, before: found.data.journal, after: after.journal)
    entry.id = try run([noted])[0].first?.get(0)
    return .done
  }

  private func write(_ changes: [TriggerData.Field], over found: LockedData, catalog: PostgresCatalog) throws {
    guard let table = found.table else {
      try query(
        "UPDATE \(catalog.names.payload) SET data = $2::json WHERE trigger_id = $1",
        [.int64(found.record.id), .text(found.data.changed(by: changes).json)])
      return
    }
    let names = changes.map(\.name.quotedIdentifier)
    // The server casts each value to its column's type.
    try query(
      """
      UPDATE \(table.qualifiedName) SET (\(names.joined(separator: ", "))) = (
        SELECT \(names.map { "c.\($0)" }.joined(separator: ", "))
        FROM json_populate_record(NULL::\(table.qualifiedName), $2::json) AS c)
      WHERE \(table.column.quotedIdentifier) = $1
      """, [.int64(found.record.id), .text(TriggerData(fields: changes).json)])
  }
}

extension DependentTable {
  /// All but the trigger's id.
  var dataColumns: [DataColumn] {
    columns.filter { $0.name != column }.map {
      DataColumn($0.name, declaration: $0.declaration, isNullable: $0.isNullable)
    }
  }
}
