import GRDB
import Synchronization
import TriggerCore

/// What every call wants to know of the tables, read again only when SQLite counts another version of the schema: to read
/// the catalog takes longer than to fire.
///
/// For the store's own connections, where no transaction changes the schema and is asked afterwards.
final class Known: Sendable {
  private struct Facts {
    let version: Int64
    let ambiguity: String?
    let hasSideTables: Bool
    let hasDueIndex: Bool
    /// Read when it is first asked for.
    var tables: DataTables?
  }

  private let facts = Mutex<Facts?>(nil)

  /// What needs no side tables.
  /// - Throws: `StoreError.wrongSchema` where one id may stand for several rows.
  func requireUniqueIDs(_ db: Database) throws {
    if let ambiguity = try read(db).ambiguity { throw StoreError.wrongSchema(ambiguity) }
  }

  func requireSideTables(_ db: Database) throws { _ = try sideTables(db) }

  /// For the calls of processors.
  func requireWorkTables(_ db: Database) throws {
    let version = try sideTables(db)
    guard version < StoreFacts.workingVersion else { return }
    throw StoreError.olderTables(version)
  }

  func hasDueIndex(_ db: Database) throws -> Bool { try read(db).hasDueIndex }

  /// Where data of triggers lies, as far as the catalog says so.
  func tables(_ db: Database, _ map: [String: [OwnTable]]) throws -> DataTables {
    let known = try read(db)
    if let tables = known.tables { return tables }
    let tables = try ChildTables(db, map).tables
    facts.withLock { if $0?.version == known.version { $0?.tables = tables } }
    return tables
  }

  /// A row is added to them without a change of the schema, so that their version is read each time.
  private func sideTables(_ db: Database) throws -> Int {
    let known = try read(db)
    if let ambiguity = known.ambiguity { throw StoreError.wrongSchema(ambiguity) }
    guard known.hasSideTables, let version = try db.sideTableVersion else { throw StoreError.noSideTables }
    return version
  }

  private func read(_ db: Database) throws -> Facts {
    let version = try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA schema_version")) ?? 0
    if let known = facts.withLock({ $0 }), known.version == version { return known }
    let known = Facts(
      version: version, ambiguity: try db.ambiguity, hasSideTables: try db.has("triggertop_schema"),
      hasDueIndex: try db.has(Schema.dueIndex))
    facts.withLock { $0 = known }
    return known
  }
}
