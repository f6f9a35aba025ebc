import TriggerCore

extension PostgresStore: TriggerEditing {
  public func edit(_ edit: DataEdit, by operator: Operator, now: Instant?) async throws -> OperationResult {
    let catalog = try await writableCatalog()
    return try await write { transaction in
      let now = try now ?? transaction.query("SELECT clock_timestamp()")[0].get(0)
      var entry = JournalEntry(verb: DataEdit.verb, who: catalog.encoding.fitted(`operator`), now: now)
      return try transaction.edit(edit, catalog: catalog, entry: &entry)
    }
  }
}

/// A trigger's data under lock.
struct LockedData {
  let record: TriggerRecord
  let found: FoundData

  var data: TriggerData { found.data }
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
      let changes = try edit.checkedChanges(columns: found.found.columns)
      return try write(changes, over: found, of: edit.target, catalog: catalog, entry: &entry)
    }
  }

  /// The trigger is locked first, then its data: whoever saves the whole of it waits.
  func lockData(of target: Target, catalog: PostgresCatalog, now: Instant) throws -> Locking {
    try settleTexts()
    let locked = try query(
      "SELECT \(TriggerRecord.columns) FROM \(catalog.trigger) WHERE id = $1 AND date_received = $2 FOR NO KEY UPDATE",
      [.int64(target.id), .instant(target.received)])
    guard let row = locked.first else { return .left(.missing) }
    var rows = [Page.Row(record: try TriggerRecord(row: row))]
    try addMarks(to: &rows, catalog: catalog)
    if let mark = rows[0].running, mark.isHeld(at: now) { return .left(.running(mark)) }
    return try lockedData(of: rows[0].record, catalog: catalog).map { .locked($0) } ?? .left(.changed)
  }

  /// Data and its tables, read again once the rows are locked.
  private func lockedData(of record: TriggerRecord, catalog: PostgresCatalog) throws -> LockedData? {
    guard let seen = try data(of: record, catalog: catalog) else { return nil }
    for table in seen.tables {
      try query(
        "SELECT FROM \(table.qualifiedName) WHERE \(table.keyColumn.quotedIdentifier) = $1 FOR NO KEY UPDATE",
        [.int64(record.id)])
    }
    if seen.tables.isEmpty {
      try query(
        "SELECT FROM \(catalog.names.payload) WHERE trigger_id = $1 FOR NO KEY UPDATE", [.int64(record.id)])
    }
    return try data(of: record, catalog: catalog).map { LockedData(record: record, found: $0) }
  }

  private func data(of record: TriggerRecord, catalog: PostgresCatalog) throws -> FoundData? {
    let reading = DataReading(catalog)
    let answer = try reading.answer(runByIndex(reading.statement(for: [record.id]))[0])
    if let problem = answer.problems[record.id] { throw problem.error(of: record.id) }
    return answer.found[record.id]
  }

  /// Writes what differs, and notes it where there is a journal.
  func write(
    _ changes: [TriggerData.Field], over found: LockedData, of target: Target, catalog: PostgresCatalog,
    entry: inout JournalEntry
  ) throws -> OperationResult {
    if changes.isEmpty { return .refused("its data says so already") }
    let places = found.places(of: changes, catalog.names)
    return try noted(places, over: found, of: target, catalog: catalog, entry: &entry) {
      try write(changes, over: found, catalog: catalog)
    }
  }

  /// Notes what a change makes of columns, each as its type writes it.
  func noted(
    _ places: [EditedColumns], over found: LockedData, of target: Target, catalog: PostgresCatalog,
    entry: inout JournalEntry, _ change: () throws -> Void
  ) throws -> OperationResult {
    guard catalog.sideTables != nil else {
      try change()
      return .done
    }
    let before = try texts(places, of: found.record.id)
    try change()
    guard let data = try lockedData(of: found.record, catalog: catalog)?.data else { return .done }
    let noted = entry.statement(
      catalog.names, target: target, before: found.data.journal(columns: before),
      after: data.journal(columns: try texts(places, of: found.record.id)))
    entry.id = try run([noted])[0].first?.get(0)
    return .done
  }

  private func texts(_ places: [EditedColumns], of id: TriggerID) throws -> DataValue {
    .object(
      try places.map { place in
        let row = try query(
          """
          SELECT \(RowTable.object(place.columns, of: "x"))::text FROM \(place.qualifiedName) AS x
          WHERE x.\(place.keyColumn.quotedIdentifier) = $1
          """, [.int64(id)])
        return .init(place.table, try row.first.flatMap { DataValue(json: try $0.get(0)) } ?? .null)
      })
  }

  private func write(_ changes: [TriggerData.Field], over locked: LockedData, catalog: PostgresCatalog) throws {
    guard !locked.found.tables.isEmpty else {
      try changeOne(
        "triggertop_payload",
        PostgresStatement(
          "UPDATE \(catalog.names.payload) SET data = $2::json WHERE trigger_id = $1",
          [.int64(locked.record.id), .text(locked.data.changed(by: changes).json)]))
      return
    }
    for (table, fields) in locked.found.split(changes) {
      let names = fields.map(\.name.quotedIdentifier)
      // The server casts each value to its column's type.
      try changeOne(
        table.name,
        PostgresStatement(
          """
          UPDATE \(table.qualifiedName) SET (\(names.joined(separator: ", "))) = (
            SELECT \(names.map { "c.\($0)" }.joined(separator: ", "))
            FROM json_populate_record(NULL::\(table.qualifiedName), $2::json) AS c)
          WHERE \(table.keyColumn.quotedIdentifier) = $1
          """, [.int64(locked.record.id), .text(TriggerData(fields: fields).json)]))
    }
  }

  /// - Throws: `StoreError.refused` where no row was changed, though it is there.
  func changeOne(_ table: String, _ statement: PostgresStatement) throws {
    guard try run([statement])[0].affectedRows == 0 else { return }
    throw StoreError.refused(
      "A trigger or policy of the table \(table) keeps the row as it is: change it through the application.")
  }
}

/// Columns of one table that an edit changes.
struct EditedColumns {
  /// As the journal calls it.
  let table: String
  let qualifiedName: String
  let keyColumn: String
  let columns: [String]
}

extension LockedData {
  fileprivate func places(of changes: [TriggerData.Field], _ names: TableNames) -> [EditedColumns] {
    if found.tables.isEmpty { return [.payload(names)] }
    return found.split(changes).map { table, fields in
      EditedColumns(
        table: table.name, qualifiedName: table.qualifiedName, keyColumn: table.keyColumn,
        columns: fields.map(\.name))
    }
  }
}

extension EditedColumns {
  static func payload(_ names: TableNames) -> EditedColumns {
    EditedColumns(
      table: "triggertop_payload", qualifiedName: names.payload, keyColumn: "trigger_id", columns: ["data"])
  }
}

extension TriggerData {
  /// As the journal holds it, with the changed columns' texts beside it, by which they are put back.
  fileprivate func journal(columns: DataValue) -> String {
    DataValue.object([.init("data", .object(fields)), .init("columns", columns)]).json
  }
}
