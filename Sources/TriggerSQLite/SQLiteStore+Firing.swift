import GRDB
import TriggerCore

extension SQLiteStore {
  @discardableResult
  public func fire(_ triggers: [NewTrigger], now: Instant?) async throws -> [TriggerID] {
    if triggers.isEmpty { return [] }
    let ids = try await database.write { db in try insert(triggers, now: now, db) }
    database.wakeups.signal()
    return ids
  }

  /// Fires within the application's own transaction: what it wrote and the triggers are committed or rolled back
  /// together. Where it has none open, they get one of their own. All or none of them are fired either way.
  ///
  /// - Parameters:
  ///   - db: the application's connection to this store's file, as GRDB hands it to `write`.
  ///   - now: nil is this machine's clock, which is SQLite's.
  /// - Returns: ids in the order given.
  @discardableResult
  public func fire(_ triggers: [NewTrigger], in db: Database, now: Instant? = nil) throws -> [TriggerID] {
    if triggers.isEmpty { return [] }
    var ids: [TriggerID] = []
    do {
      try db.inSavepoint {
        ids = try insert(triggers, now: now, db)
        db.afterNextTransaction { [wakeups = database.wakeups] _ in wakeups.signal() }
        return .commit
      }
    } catch let error as DatabaseError {
      throw database.storeError(error)
    }
    return ids
  }

  private func insert(_ triggers: [NewTrigger], now: Instant?, _ db: Database) throws -> [TriggerID] {
    for trigger in triggers { try trigger.validate() }
    if triggers.contains(where: { $0.data != nil && $0.table == nil }) { try db.requireSideTables() }
    let received = (now ?? .now).storedText
    return try triggers.map { try insert($0, received: received, db) }
  }

  private func insert(_ trigger: NewTrigger, received: String, _ db: Database) throws -> TriggerID {
    try db.cachedStatement(
      sql: """
        INSERT INTO djtriggers_trigger (trigger_type, source, date_received, process_after, number_of_tries)
        VALUES (?, ?, ?, ?, 0)
        """
    ).execute(arguments: [trigger.type, trigger.source?.text, received, trigger.after?.storedText])
    let id = db.lastInsertedRowID
    if let table = trigger.table {
      try insert(trigger.data ?? TriggerData(), into: table, id: id, db)
    } else if let data = trigger.data {
      try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO triggertop_payload (trigger_id, received, data) VALUES (?, ?, ?)"
      )
      .execute(arguments: [id, received, data.json])
    }
    return id
  }

  /// Writes the child row that Django's multi-table inheritance wants, even where it has no columns of its own.
  private func insert(_ data: TriggerData, into table: String, id: TriggerID, _ db: Database) throws {
    let columns = ["trigger_ptr_id"] + data.fields.map(\.name)
    let known = try String.fetchSet(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
    if known.isEmpty { throw StoreError.refused("There is no table \(table) for the trigger's data; make it first.") }
    if let unknown = columns.first(where: { !known.contains($0) }) {
      throw StoreError.refused("The table \(table) has no column \(unknown); add it, or rename the property.")
    }
    let sql = """
      INSERT INTO \(table.quotedIdentifier) (\(columns.map(\.quotedIdentifier).joined(separator: ", ")))
      VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
      """
    do {
      try db.cachedStatement(sql: sql).execute(
        arguments: StatementArguments([id.databaseValue] + data.fields.map(\.value.stored)))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw StoreError.refused(
        "The table \(table) refused the trigger's data (\(error.message ?? "a constraint")); correct it.")
    }
  }
}
