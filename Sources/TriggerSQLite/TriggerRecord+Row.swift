import GRDB
import TriggerCore

extension TriggerRecord {
  /// In the order in which `init(row:)` wants them.
  static let columns = """
    t.id, t.trigger_type, t.source, t.date_received, t.date_processed, t.process_after, t.number_of_tries, t.successful
    """

  /// - Parameter row: starts with `columns`.
  /// - Throws: `StoreError.failed` naming the row and column, where a value is none that Django could read either.
  init(row: Row) throws {
    guard let id = Int64.fromDatabaseValue(row[0]) else {
      throw StoreError.failed("A row of djtriggers_trigger has no id; correct it.")
    }
    let fields = RowFields(row: row, id: id)
    self.init(
      id: id, type: fields.text(1) ?? "", source: fields.text(2).map(Source.init(stored:)),
      received: try fields.instant(3, "date_received") ?? .negativeInfinity,
      progress: Progress(
        processed: try fields.instant(4, "date_processed"),
        successful: try fields.integer(7, "successful").map { $0 != 0 },
        tries: Int(try fields.integer(6, "number_of_tries") ?? 0), after: try fields.instant(5, "process_after")))
  }

  /// What can be told of a row though not all of it can be read: which trigger it is.
  init(named row: Row, id: TriggerID) {
    let fields = RowFields(row: row, id: id)
    self.init(
      id: id, type: fields.text(1) ?? "", source: fields.text(2).map(Source.init(stored:)), received: .negativeInfinity)
  }

  /// Those of the ids that exist, ascending.
  static func fetch(_ db: Database, ids: [TriggerID]) throws -> [TriggerRecord] {
    let sql = """
      SELECT \(columns) FROM djtriggers_trigger t WHERE t.id IN (SELECT value FROM json_each(?)) ORDER BY t.id
      """
    return try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [ids.json]).map(TriggerRecord.init(row:))
      .asArray
  }
}

extension [TriggerID] {
  /// For `json_each`: one parameter however many ids.
  var json: String { "[" + map(String.init).joined(separator: ",") + "]" }
}

extension Cursor {
  var asArray: [Element] { get throws { try Array(self) } }
}

/// Values of a row, whose types SQLite does not warrant.
struct RowFields {
  var row: Row
  var id: TriggerID

  /// What is no UTF-8 is visible as U+FFFD.
  func text(_ index: Int) -> String? {
    let value: DatabaseValue = row[index]
    if case .blob(let bytes) = value.storage { return String(decoding: bytes, as: UTF8.self) }
    return String.fromDatabaseValue(value)
  }

  func integer(_ index: Int, _ column: String) throws -> Int64? {
    let value: DatabaseValue = row[index]
    if value.isNull { return nil }
    guard let number = Int64.fromDatabaseValue(value) else { throw unreadable(column, value) }
    return number
  }

  func instant(_ index: Int, _ column: String) throws -> Instant? {
    let value: DatabaseValue = row[index]
    if value.isNull { return nil }
    guard case .string(let text) = value.storage, let instant = Instant(stored: text) else {
      throw unreadable(column, value)
    }
    return instant
  }

  private func unreadable(_ column: String, _ value: DatabaseValue) -> StoreError {
    .failed(
      "Trigger \(id) has \(value) as \(column), which Django could not read either; correct it in the database.",
      .row)
  }
}
