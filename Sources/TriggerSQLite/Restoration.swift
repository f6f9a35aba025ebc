import FoundationEssentials
import GRDB
import TriggerCore

/// Puts deleted triggers back with all that the journal kept of them: the inverse of `Deletion`.
struct Restoration {
  private let db: Database

  init(_ db: Database) { self.db = db }

  /// - Parameter action: the deletion.
  /// - Throws: `StoreError.refused` for a table that is gone since, or that does not take its rows any more.
  func insert(_ record: TriggerRecord, children action: JournaledAction.ID) throws {
    try db.execute(
      sql: """
        INSERT INTO djtriggers_trigger (id, trigger_type, source, date_received, date_processed, process_after,
          number_of_tries, successful)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        record.id, record.type, record.source?.text, record.received.storedText, record.processed?.storedText,
        record.after?.storedText, record.tries, record.successful,
      ])
    // The deepest were taken first: they come last.
    for table in try children(of: record.id, action).reversed() {
      guard case .array(let rows) = table.value else { continue }
      for case .object(let fields) in rows { try insert(fields, into: table.name) }
    }
  }

  private func children(of id: TriggerID, _ action: JournaledAction.ID) throws -> [TriggerData.Field] {
    let before = try String.fetchOne(
      db, sql: "SELECT before FROM triggertop_action_item WHERE action_id = ? AND trigger_id = ?",
      arguments: [action, id])
    guard case .object(let tables)? = before.flatMap(TriggerData.init(json:))?["children"] else { return [] }
    return tables
  }

  private func insert(_ fields: [TriggerData.Field], into table: String) throws {
    // Computed columns are not among these.
    let columns = try String.fetchSet(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
    if columns.isEmpty {
      throw StoreError.refused("The deleted triggers had rows in \(table), which is gone by now; they can't come back.")
    }
    let fields = fields.filter { columns.contains($0.name) }
    let sql = """
      INSERT INTO \(table.quotedIdentifier) (\(fields.map(\.name.quotedIdentifier).joined(separator: ", ")))
      VALUES (\(fields.map { _ in "?" }.joined(separator: ", ")))
      """
    do {
      try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(fields.map(\.value.restored)))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw StoreError.refused(
        "The table \(table) does not take its row back (\(error.message ?? "a constraint")); nothing was restored.")
    }
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
