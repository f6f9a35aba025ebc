import GRDB
import TriggerCore

extension SQLiteStore {
  @discardableResult
  public func fire(_ triggers: [NewTrigger], now: Instant?) async throws -> [TriggerID] {
    if triggers.isEmpty { return [] }
    let ids = try await database.write { db in
      try insert(triggers, now: now, db, requireUniqueIDs: known.requireUniqueIDs) {
        try known.tables($0, ownTables)
      }
    }
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
        ids = try db.namingExhaustion(of: database.name) {
          try insert(triggers, now: now, $0, requireUniqueIDs: { try $0.requireUniqueIDs() }) {
            try ChildTables($0, ownTables).tables
          }
        }
        db.afterNextTransaction { [wakeups = database.wakeups] _ in wakeups.signal() }
        return .commit
      }
    } catch let error as DatabaseError {
      throw database.storeError(error)
    }
    return ids
  }

  public func table(ofType type: String) async throws -> String? {
    try await database.read { db in
      let data = ChildTables(db, known: try known.tables(db, ownTables))
      let sql = "SELECT id FROM djtriggers_trigger WHERE trigger_type = ? LIMIT 100"
      let found = try data.results(of: TriggerID.fetchAll(db, sql: sql, arguments: [type])).values
      return try data.tables.table(ofType: type, seen: found.compactMap { try? $0.get() })
    }
  }

  /// - Parameters:
  ///   - requireUniqueIDs: of the catalog, as it is read or known.
  ///   - tables: asked only where data may go into a table.
  private func insert(
    _ triggers: [NewTrigger], now: Instant?, _ db: Database, requireUniqueIDs: (Database) throws -> Void,
    tables: (Database) throws -> DataTables
  ) throws -> [TriggerID] {
    for trigger in triggers { try trigger.validate() }
    try requireUniqueIDs(db)
    let haveTables = triggers.contains { $0.table != nil || ownTables[$0.type] != nil }
    let tables = haveTables ? try tables(db) : DataTables(inherited: [])
    let received = (now ?? .now).storedText
    return try triggers.map { try insert($0, into: tables.rows(of: $0), received: received, db) }
  }

  /// - Parameter rows: what goes into tables of the type's own.
  private func insert(
    _ trigger: NewTrigger, into rows: [(table: DataTable, fields: [TriggerData.Field])], received: String,
    _ db: Database
  ) throws -> TriggerID {
    try db.cachedStatement(
      sql: """
        INSERT INTO djtriggers_trigger (trigger_type, source, date_received, process_after, number_of_tries)
        VALUES (?, ?, ?, ?, 0)
        """
    ).execute(arguments: [trigger.type, trigger.source?.text, received, trigger.after?.storedText])
    guard db.changesCount == 1 else {
      throw StoreError.refused("A trigger in the database keeps rows out of djtriggers_trigger; nothing was fired.")
    }
    let id = db.lastInsertedRowID
    for row in rows { try insert(row.fields, into: row.table, id: id, db) }
    if rows.isEmpty, let data = trigger.data {
      try db.requireSideTables()
      try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO triggertop_payload (trigger_id, received, data) VALUES (?, ?, ?)"
      )
      .execute(arguments: [id, received, data.json])
    }
    return id
  }

  /// Writes the row that Django's multi-table inheritance wants, even where it has no columns of its own.
  private func insert(_ fields: [TriggerData.Field], into table: DataTable, id: TriggerID, _ db: Database) throws {
    let columns = [table.keyColumn] + fields.map(\.name)
    let values = fields.map { $0.value.stored(in: table.column(named: $0.name)?.kind) }
    let sql = """
      INSERT INTO \(table.qualifiedName) (\(columns.map(\.quotedIdentifier).joined(separator: ", ")))
      VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
      """
    do {
      try db.cachedStatement(sql: sql).execute(arguments: StatementArguments([id.databaseValue] + values))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw StoreError.refused(
        "The table \(table.name) refused the trigger's data (\(error.message ?? "a constraint")); correct it.")
    }
  }
}
