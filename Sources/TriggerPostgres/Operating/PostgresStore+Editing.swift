import TriggerCore

extension PostgresStore: TriggerEditing {
  public func edit(_ edit: DataEdit, by operator: Operator, now: Instant?) async throws -> OperationResult {
    let catalog = try await writableCatalog()
    return try await write { transaction in
      try transaction.edit(edit, by: `operator`, catalog: catalog, now: now)
    }
  }
}

extension PostgresTransaction {
  /// The trigger is locked first, then its data: whoever saves the whole of it waits.
  fileprivate func edit(
    _ edit: DataEdit, by who: Operator, catalog: PostgresCatalog, now: Instant?
  ) throws -> OperationResult {
    let target = edit.target
    let locked = try query(
      """
      SELECT \(SQLClock.now("$3")), \(TriggerRecord.columns) FROM \(catalog.trigger)
      WHERE id = $1 AND date_received = $2 FOR NO KEY UPDATE
      """, [.int64(target.id), .instant(target.received), .instant(now)])
    guard let row = locked.first else { return .missing }
    let (now, record) = (try row.get(0, as: Instant.self), try TriggerRecord(row: row, at: 1))
    var rows = [Page.Row(record: record)]
    try addMarks(to: &rows, catalog: catalog)
    if let mark = rows[0].running, mark.isHeld(at: now) { return .running(mark) }
    guard record.progress == target.seen, let found = try lockedData(of: record, catalog: catalog),
      found.data == edit.seen
    else { return .changed }
    let changes = try edit.checkedChanges(columns: found.table?.dataColumns)
    if changes.isEmpty { return .refused("its data says so already") }
    try write(changes, over: found, of: record, catalog: catalog)
    guard catalog.sideTables != nil, let after = try lockedData(of: record, catalog: catalog)?.data else {
      return .done
    }
    try query(
      """
      WITH action AS (INSERT INTO \(catalog.names.action) (at, operator, host, verb) VALUES ($1, $2, $3, $4) RETURNING id)
      INSERT INTO \(catalog.names.actionItem) (action_id, trigger_id, received, before, after, result)
      SELECT id, $5, $6, $7::jsonb, $8::jsonb, $9 FROM action
      """,
      [
        .instant(now), .text(who.name.withoutNUL), .text(who.host.withoutNUL), .text(DataEdit.verb), .int64(record.id),
        .instant(record.received), .text(found.data.journal), .text(after.journal),
        .text(OperationResult.done.word),
      ])
    return .done
  }

  /// Data and its table, nil for a payload; read again once its row is locked.
  private func lockedData(
    of record: TriggerRecord, catalog: PostgresCatalog
  ) throws -> (data: TriggerData, table: DependentTable?)? {
    let reading = DataReading(catalog)
    let statement = reading.statement(for: [record.id])
    guard let found = try reading.found(runByIndex(statement)[0])[record.id] else { return nil }
    let table = catalog.dataTables.first { catalog.displayName(of: $0) == found.table }
    let (name, key) =
      table.map { ($0.qualifiedName, $0.column.quotedIdentifier) } ?? (catalog.names.payload, "trigger_id")
    try query("SELECT FROM \(name) WHERE \(key) = $1 FOR NO KEY UPDATE", [.int64(record.id)])
    return try reading.found(runByIndex(statement)[0])[record.id].map { ($0.data, table) }
  }

  private func write(
    _ changes: [TriggerData.Field], over found: (data: TriggerData, table: DependentTable?), of record: TriggerRecord,
    catalog: PostgresCatalog
  ) throws {
    guard let table = found.table else {
      let fields = found.data.fields.map { field in changes.first { $0.name == field.name } ?? field }
      try query(
        "UPDATE \(catalog.names.payload) SET data = $2::json WHERE trigger_id = $1",
        [.int64(record.id), .text(TriggerData(fields: fields).json)])
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
      """, [.int64(record.id), .text(TriggerData(fields: changes).json)])
  }
}

extension DependentTable {
  /// All but the trigger's id.
  fileprivate var dataColumns: [DataColumn] {
    columns.filter { $0.name != column }.map {
      DataColumn($0.name, declaration: $0.declaration, isNullable: $0.isNullable)
    }
  }
}
