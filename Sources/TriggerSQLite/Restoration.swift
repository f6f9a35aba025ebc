import FoundationEssentials
import GRDB
import TriggerCore

/// Puts deleted triggers back with all that the journal kept of them: the inverse of `Deletion`.
struct Restoration {
  private let db: Database

  init(_ db: Database) throws {
    self.db = db
    // Until the transaction ends, keys are checked when all rows are back.
    try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
  }

  /// - Parameter action: the deletion.
  /// - Throws: `StoreError.wrongSchema` for a table or column that is gone since; `DatabaseError` where the tables do not take
  ///   a row back.
  func insert(_ record: TriggerRecord, journaledBy action: JournaledAction.ID) throws {
    let before = try String.fetchOne(
      db, sql: "SELECT before FROM triggertop_action_item WHERE action_id = ? AND trigger_id = ?",
      arguments: [action, record.id])
    let kept = before.flatMap(TriggerData.init(json:)) ?? TriggerData()
    try insert(kept.object("row") ?? record.storedFields, into: "djtriggers_trigger")
    var known: Set<[TriggerData.Field]> = []
    // The deepest were taken first: they come last.
    for table in (kept.object("children") ?? []).reversed() {
      guard case .array(let rows) = table.value else { continue }
      // The first version kept a row once for each way that led to it.
      let isAgain = (kept.object("children") ?? []).count { $0.name == table.name } > 1
      for case .object(let fields) in rows {
        if isAgain, !known.insert([.init(table.name, .object(fields))]).inserted { continue }
        try insert(fields, into: table.name)
      }
    }
  }

  /// Gives references back that a deletion cleared, to all of its triggers that are back: rows that went with another
  /// trigger of it may have come back since. One query, and one more a reference. Dates are compared by their seconds: a
  /// fraction of zero may be written or not.
  func reconnect(journaledBy action: JournaledAction.ID) throws {
    let journaled = try String.fetchAll(
      db,
      sql: """
        SELECT i.before FROM triggertop_action_item i
        JOIN djtriggers_trigger t ON t.id = i.trigger_id AND substr(t.date_received, 1, 19) = substr(i.received, 1, 19)
        WHERE i.action_id = ? AND i.result = ? AND i.before LIKE '%"cleared":{"%' ORDER BY i.trigger_id
        """, arguments: [action, OperationResult.done.word])
    for before in journaled {
      for table in TriggerData(json: before)?.object("cleared") ?? [] {
        guard case .array(let rows) = table.value else { continue }
        for case .object(let fields) in rows { try reconnect(TriggerData(fields: fields), in: table.name) }
      }
    }
  }

  private func insert(_ fields: [TriggerData.Field], into table: String) throws {
    let fields = try checked(fields, in: table)
    let sql = """
      INSERT INTO \(table.quotedIdentifier) (\(fields.map(\.name.quotedIdentifier).joined(separator: ", ")))
      VALUES (\(fields.map { _ in "?" }.joined(separator: ", ")))
      """
    try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(fields.map(\.value.restored)))
    if db.changesCount == 0 {
      throw DatabaseError(resultCode: .SQLITE_CONSTRAINT, message: "a trigger of \(table) keeps its row out")
    }
  }

  /// A row that lost what it referred to gets it back, unless it refers to something else by now.
  private func reconnect(_ row: TriggerData, in table: String) throws {
    let key = row.object("key") ?? []
    let set = try checked(row.object("set") ?? [], in: table)
    guard let column = set.first, !key.isEmpty else { return }
    let isRow = key.map { "\($0.name.quotedIdentifier) = ?" }.joined(separator: " AND ")
    let name = column.name.quotedIdentifier
    try db.cachedStatement(
      sql: "UPDATE \(table.quotedIdentifier) SET \(name) = ? WHERE \(isRow) AND \(name) IS NULL"
    ).execute(arguments: StatementArguments([column.value.restored] + key.map(\.value.restored)))
  }

  /// What the journal lacks gets its default; what is computed is left out.
  private func checked(_ fields: [TriggerData.Field], in table: String) throws -> [TriggerData.Field] {
    let columns = Dictionary(try db.columns(of: table).map { ($0.name, $0.isGenerated) }) { first, _ in first }
    if columns.isEmpty { throw StoreError.lost(table: table) }
    if let field = fields.first(where: { columns[$0.name] == nil }) {
      throw StoreError.lost(column: field.name, of: table)
    }
    return fields.filter { columns[$0.name] == false }
  }
}

extension TriggerData {
  fileprivate func object(_ name: String) -> [Field]? {
    if case .object(let fields)? = self[name] { fields } else { nil }
  }
}

extension TriggerRecord {
  fileprivate var storedFields: [TriggerData.Field] {
    let stored: [(String, DataValue)] = [
      ("id", .integer(id)), ("trigger_type", .text(type)), ("source", source.map { .text($0.text) } ?? .null),
      ("date_received", .instant(received)), ("date_processed", processed.map(DataValue.instant) ?? .null),
      ("process_after", after.map(DataValue.instant) ?? .null), ("number_of_tries", .integer(Int64(tries))),
      ("successful", successful.map(DataValue.bool) ?? .null),
    ]
    return stored.map { .init($0, $1) }
  }
}

extension DataValue {
  /// As the journal holds what a row held, so that it can be put back to the bit.
  init(kept value: DatabaseValue) {
    if case .blob(let bytes) = value.storage {
      self = .object([.init("blob", .text(bytes.base64EncodedString()))])
    } else {
      self.init(stored: value, in: .other)
    }
  }

  fileprivate var restored: DatabaseValue {
    switch self {
    case .decimal(let digits): Double(digits)?.databaseValue ?? stored
    case .object(let fields):
      if case .text(let base64)? = fields.first?.value, let bytes = Data(base64Encoded: base64) {
        bytes.databaseValue
      } else {
        stored
      }
    default: stored
    }
  }
}
