import GRDB
import TriggerCore

extension SQLiteStore: TriggerEditing {
  public func edit(_ edit: DataEdit, by operator: Operator, now: Instant?) async throws -> OperationResult {
    try await database.write { db in
      let (now, target) = (now ?? .now, edit.target)
      let hasSideTables = try db.sideTables != nil
      let tables = ChildTables(db: db)
      guard let record = try TriggerRecord.fetch(db, ids: [target.id]).first, record.received == target.received else {
        return .missing
      }
      if hasSideTables, let mark = try RunningMark.fetch(db, ids: [target.id])[target.id], mark.isHeld(at: now) {
        return .running(mark)
      }
      guard record.progress == target.seen, let found = try tables.data(of: [target.id])[target.id],
        found.data == edit.seen
      else { return .changed }
      let changes = try edit.checkedChanges(columns: found.table.map(tables.columns(of:)))
      if changes.isEmpty { return .refused("its data says so already") }
      try tables.write(changes, over: found, of: target.id)
      if hasSideTables, let after = try tables.data(of: [target.id])[target.id]?.data {
        try Journal(DataEdit.verb, by: `operator`, now: now, db).note(target, before: found.data, after: after)
      }
      return .done
    }
  }
}

extension ChildTables {
  /// Those that hold data: all but the trigger's id.
  func columns(of table: String) throws -> [DataColumn] {
    try Row.fetchAll(db, sql: "SELECT name, lower(type), \"notnull\" FROM pragma_table_info(?)", arguments: [table])
      .filter { $0[0] != Self.keyColumn }.map { row in
        let declaration: String = row[1]
        // All of SQLite's integers have 64 bits.
        return DataColumn(
          row[0], declaration: declaration.contains("int") ? "bigint" : declaration, isNullable: row[2] == 0)
      }
  }

  func write(_ changes: [TriggerData.Field], over entry: Entry, of id: TriggerID) throws {
    guard let table = entry.table else {
      return try db.execute(
        sql: "UPDATE triggertop_payload SET data = ? WHERE trigger_id = ?",
        arguments: [entry.data.changed(by: changes).json, id])
    }
    let assignments = changes.map { "\($0.name.quotedIdentifier) = ?" }.joined(separator: ", ")
    do {
      try db.execute(
        sql: "UPDATE \(table.quotedIdentifier) SET \(assignments) WHERE \(Self.keyColumn) = ?",
        arguments: StatementArguments(changes.map(\.value.stored) + [id.databaseValue]))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw StoreError.refused(
        "The table \(table) refused the change (\(error.message ?? "a constraint")); correct it.")
    }
  }
}
