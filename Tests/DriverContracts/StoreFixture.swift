import TriggerCore

/// A fresh, empty queue for one rule: django-triggers' tables, one child table, and triggertop's side tables.
///
/// The child table is `billing_paybill` (`trigger_ptr_id` key and foreign key, `amount` integer, `recipient` text),
/// both not null, as Django makes it for a model that inherits from `Trigger`.
public protocol StoreFixture: Sendable {
  var store: any TriggerStore { get }
  /// The largest id that the table's key holds.
  var largestID: TriggerID { get }

  /// A store of its own on the same database, as another process would open it, with that map of types to tables.
  func another(ownTables: [String: [OwnTable]]) async throws -> any TriggerStore
  /// A fresh database as Django's migrations leave it: no side tables.
  func django() async throws -> any StoreFixture
  /// Runs statements as another program would: SQL that both databases understand.
  func execute(_ sql: String) async throws
  /// How the database writes a time, quotes included (`'2026-11-23 12:00:00'`).
  func literal(_ instant: Instant) -> String
}

extension StoreFixture {
  public func another() async throws -> any TriggerStore { try await another(ownTables: [:]) }

  /// The same database, by a store with that map.
  func mapping(_ ownTables: [String: [OwnTable]]) async throws -> MappedFixture {
    MappedFixture(fixture: self, store: try await another(ownTables: ownTables))
  }

  /// Inserts a row with a given id, as a program that reuses ids would.
  public func insert(_ record: TriggerRecord) async throws {
    let columns = TriggerColumn.allCases.map(\.rawValue).joined(separator: ", ")
    let values = TriggerColumn.allCases.map { literal($0, of: record) }.joined(separator: ", ")
    try await execute("INSERT INTO djtriggers_trigger (\(columns)) VALUES (\(values))")
  }

  /// Writes the whole row, as Python's `save()` does.
  public func save(_ record: TriggerRecord) async throws {
    let assignments = TriggerColumn.allCases.map { "\($0.rawValue) = \(literal($0, of: record))" }
    try await execute(
      "UPDATE djtriggers_trigger SET \(assignments.joined(separator: ", ")) WHERE id = \(record.id)")
  }

  /// Removes a row and what hangs on it, as Django's `delete()` does.
  public func delete(_ id: TriggerID) async throws {
    try await execute("DELETE FROM djtriggers_triggerresult WHERE trigger_id = \(id)")
    try await execute("DELETE FROM billing_paybill WHERE trigger_ptr_id = \(id)")
    try await execute("DELETE FROM djtriggers_trigger WHERE id = \(id)")
  }

  private func literal(_ column: TriggerColumn, of record: TriggerRecord) -> String {
    switch column {
    case .id: "\(record.id)"
    case .type: quoted(record.type)
    case .source: record.source.map { quoted($0.text) } ?? "NULL"
    case .received: literal(record.received)
    case .processed: record.processed.map(literal) ?? "NULL"
    case .after: record.after.map(literal) ?? "NULL"
    case .tries: "\(record.tries)"
    case .successful: record.successful.map { $0 ? "TRUE" : "FALSE" } ?? "NULL"
    }
  }

  private func quoted(_ text: String) -> String {
    "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
  }
}

private enum TriggerColumn: String, CaseIterable {
  case id
  case type = "trigger_type"
  case source
  case received = "date_received"
  case processed = "date_processed"
  case after = "process_after"
  case tries = "number_of_tries"
  case successful
}
