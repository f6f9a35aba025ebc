import GRDB
import TriggerCore

extension SQLiteStore: TriggerEditing {
  public func edit(_ edit: DataEdit, by operator: Operator, now: Instant?) async throws -> OperationResult {
    try await database.write { db in
      try db.requireUniqueIDs()
      let (now, target) = (now ?? .now, edit.target)
      let hasSideTables = try db.sideTables != nil
      let tables = try ChildTables(db, ownTables)
      guard let record = try TriggerRecord.fetch(db, ids: [target.id]).first, record.received == target.received else {
        return .missing
      }
      if hasSideTables, let mark = try RunningMark.fetch(db, ids: [target.id])[target.id], mark.isHeld(at: now) {
        return .running(mark)
      }
      guard record.progress == target.seen, let found = try tables.readableData(of: [target.id])[target.id],
        found.data == edit.seen
      else { return .changed }
      let changes = try edit.checkedChanges(columns: found.columns)
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
  func write(_ changes: [TriggerData.Field], over found: FoundData, of id: TriggerID) throws {
    if found.tables.isEmpty {
      return try db.execute(
        sql: "UPDATE triggertop_payload SET data = ? WHERE trigger_id = ?",
        arguments: [found.data.changed(by: changes).json, id])
    }
    for (table, fields) in found.split(changes) {
      let assignments = fields.map { "\($0.name.quotedIdentifier) = ?" }.joined(separator: ", ")
      let values = fields.map { $0.value.stored(in: table.column(named: $0.name)?.kind) }
      do {
        try db.execute(
          sql: "UPDATE \(table.qualifiedName) SET \(assignments) WHERE \(table.keyColumn.quotedIdentifier) = ?",
          arguments: StatementArguments(values + [id.databaseValue]))
        if db.changesCount == 0 {
          throw StoreError.refused("A trigger of the table \(table.name) keeps the row as it is; change it there.")
        }
      } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
        throw StoreError.refused(
          "The table \(table.name) refused the change (\(error.message ?? "a constraint")); correct it.")
      }
    }
  }
}
