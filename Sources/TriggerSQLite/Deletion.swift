import GRDB
import GRDBSQLite
import TriggerCore

/// Removes triggers with all that hangs on them: rows that refer to them, the deepest first, and side rows. Rows that may
/// live without a trigger only lose their reference, as Django's SET_NULL does without the database's knowledge.
struct Deletion {
  /// What goes with a trigger, for the journal.
  struct Kept {
    /// All columns of the trigger itself.
    var row: DataValue
    var children: [(table: String, rows: [DataValue])]
    /// Columns that lost what they referred to.
    var cleared: [(table: String, rows: [DataValue])]
  }

  private let db: Database
  private let web: KeyWeb
  private let sideTables: [String]

  /// - Parameters:
  ///   - map: further tables of types, as far as the catalog bears them out.
  ///   - own: rows that no foreign key need lead to.
  init(
    _ db: Database, _ map: [String: [OwnTable]] = [:], own: [(table: OwnTable, types: [String])] = []
  ) throws {
    self.db = db
    web = try KeyWeb(db, map, own: own)
    sideTables =
      try db.sideTables == nil ? [] : ["triggertop_claim", "triggertop_attempt", "triggertop_payload"]
    // Until the transaction ends, keys are checked when all is done.
    try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
  }

  /// - Parameter types: of the triggers.
  /// - Returns: those that stay.
  func delete(_ types: [TriggerID: String]) throws -> [TriggerID: KeptTriggers] {
    try isolated(types.keys.sorted()) { ids in
      let part = Set(ids)
      try delete(DoomedRows(db, web, types: types.filter { part.contains($0.key) }))
    }
  }

  /// One trigger, and all that goes with it is kept.
  func delete(_ record: TriggerRecord) throws -> Result<Kept, KeptTriggers> {
    var kept: Kept?
    let refusals = try isolated([record.id]) { _ in
      let doomed = try DoomedRows(db, web, types: [record.id: record.type])
      kept = try self.kept(doomed, of: record.id)
      try delete(doomed)
    }
    if let refusal = refusals[record.id] { return .failure(refusal) }
    return .success(kept ?? Kept(row: .null, children: [], cleared: []))
  }

  private func kept(_ doomed: DoomedRows, of id: TriggerID) throws -> Kept {
    let side = sideTables.filter { $0 != "triggertop_claim" }.map {
      DoomedRows.Rows(table: $0, condition: "trigger_id IN (SELECT value FROM json_each(?))", arguments: [[id].json])
    }
    let children = try (doomed.taken + side).compactMap { rows in
      let found = try values(rows.table, where: rows.condition, rows.arguments).map { DataValue.object($0) }
      return found.isEmpty ? nil : (rows.table, found)
    }
    var cleared: [(table: String, rows: [DataValue])] = []
    for (rows, column, _) in doomed.cleared {
      let sql = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
      let key = try String.fetchAll(db, sql: sql, arguments: [rows.table])
      let found = try values(rows.table, where: rows.condition, rows.arguments).map { fields in
        DataValue.object([
          .init("key", .object(fields.filter { key.contains($0.name) })),
          .init("set", .object(fields.filter { $0.name.lowercased() == column.lowercased() })),
        ])
      }
      if !found.isEmpty { cleared.append((rows.table, found)) }
    }
    let row = try values("djtriggers_trigger", where: "id = ?", [id]).first ?? []
    return Kept(row: .object(row), children: children, cleared: cleared)
  }

  /// Whole rows without what is computed.
  private func values(
    _ table: String, where condition: String, _ arguments: StatementArguments
  ) throws -> [[TriggerData.Field]] {
    let columns = try db.columns(of: table).filter { !$0.isGenerated }.map(\.name)
    let sql = """
      SELECT \(columns.map(\.quotedIdentifier).joined(separator: ", ")) FROM \(table.quotedIdentifier) WHERE \(condition)
      """
    return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { row in
      columns.enumerated().map { .init($1, DataValue(kept: row[$0])) }
    }
  }

  private func delete(_ doomed: DoomedRows) throws {
    for (rows, column, isOurs) in doomed.cleared where isOurs {
      try run("UPDATE \(rows.table.quotedIdentifier) SET \(column.quotedIdentifier) = NULL WHERE", rows)
    }
    let taken = doomed.taken
    for rows in taken { try run("DELETE FROM \(rows.table.quotedIdentifier) WHERE", rows) }
    for table in sideTables {
      try db.cachedStatement(sql: "DELETE FROM \(table) WHERE trigger_id IN (SELECT value FROM json_each(?))")
        .execute(arguments: [doomed.ids.json])
    }
    let sql = "DELETE FROM djtriggers_trigger WHERE id IN (SELECT value FROM json_each(?))"
    try db.cachedStatement(sql: sql).execute(arguments: [doomed.ids.json])
    let left = try TriggerRecord.fetch(db, ids: doomed.ids).map(\.id)
    guard left.isEmpty else {
      let reason = "a trigger of djtriggers_trigger keeps it, as where the application deletes softly: delete it there"
      throw KeptTriggers(reasons: Dictionary(uniqueKeysWithValues: left.map { ($0, reason) }))
    }
  }

  private func run(_ beginning: String, _ rows: DoomedRows.Rows) throws {
    try db.cachedStatement(sql: "\(beginning) \(rows.condition)").execute(arguments: rows.arguments)
  }

  // MARK: - What hangs on triggers

  /// Counts by table, and by table and column of references that are cleared.
  static func dependents(_ db: Database, _ map: [String: [OwnTable]], of types: [TriggerID: String]) throws
    -> Dependents
  {
    let doomed = try DoomedRows(db, KeyWeb(db, map), types: types, isForeseen: true)
    let side = try db.sideTables == nil ? [] : ["triggertop_attempt", "triggertop_payload"]
    let rows =
      doomed.taken
      + side.map {
        DoomedRows.Rows(
          table: $0, condition: "trigger_id IN (SELECT value FROM json_each(?))", arguments: [doomed.ids.json])
      }
    let count: (DoomedRows.Rows) throws -> Int = { rows in
      let sql = "SELECT count(*) FROM \(rows.table.quotedIdentifier) WHERE \(rows.condition)"
      return try Int.fetchOne(db, sql: sql, arguments: rows.arguments) ?? 0
    }
    return Dependents(
      rows: try rows.map { .init(table: $0.table, count: try count($0)) }.filter { $0.count > 0 }.sorted {
        $0.table < $1.table
      },
      cleared: try doomed.cleared.map { .init(table: "\($0.rows.table).\($0.column)", count: try count($0.rows)) }
        .filter {
          $0.count > 0
        })
  }

  private func isolated(_ ids: [TriggerID], _ work: ([TriggerID]) throws -> Void) throws -> [TriggerID: KeptTriggers] {
    try db.isolated(ids, work)
  }
}

extension Database {
  /// Works on triggers together; what the database does not do for one of them costs that one alone.
  ///
  /// - Parameter work: may run several times, each time for some of them and after what it did was undone.
  /// - Returns: those left alone.
  func isolated(_ ids: [TriggerID], _ work: ([TriggerID]) throws -> Void) throws -> [TriggerID: KeptTriggers] {
    var refusals: [TriggerID: KeptTriggers] = [:]
    var parts = [ids]
    while let part = parts.popLast() {
      if part.isEmpty { continue }
      do {
        try inSavepoint {
          try work(part)
          if hasOpenKeys {
            throw DatabaseError(resultCode: .SQLITE_CONSTRAINT, message: "other rows hang on it or are missing")
          }
          return .commit
        }
      } catch let kept as KeptTriggers {
        for id in kept.reasons.keys { refusals[id] = kept }
        if part.count > 1, kept.areNeeded {
          refusals = refusals.filter { !part.contains($0.key) }
          parts += Self.halves(of: part)
        } else {
          parts.append(part.filter { kept.reasons[$0] == nil })
        }
      } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
        if part.count == 1 {
          refusals[part[0]] = KeptTriggers(reasons: [part[0]: error.message ?? "a constraint"])
        } else {
          parts += Self.halves(of: part)
        }
      }
    }
    return refusals
  }

  private static func halves(of part: [TriggerID]) -> [[TriggerID]] {
    let middle = part.count / 2
    return [Array(part[middle...]), Array(part[..<middle])]
  }

  /// Whether a foreign key would fail if the transaction ended now.
  private var hasOpenKeys: Bool {
    var (open, highest): (Int32, Int32) = (0, 0)
    sqlite3_db_status(sqliteConnection, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0)
    return open != 0
  }

  /// Computed ones included, unlike `pragma_table_info`.
  func columns(of table: String) throws -> [(name: String, isGenerated: Bool)] {
    try Row.fetchAll(
      cachedStatement(sql: "SELECT name, hidden IN (2, 3) FROM pragma_table_xinfo(?) WHERE hidden <> 1"),
      arguments: [table]
    ).map { ($0[0], $0[1]) }
  }
}
