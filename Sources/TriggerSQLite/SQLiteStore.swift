import TriggerCore

/// Triggers in a SQLite file: triggertop's own, or the `db.sqlite3` of a running Django application.
///
/// A file that triggertop did not make is opened as it stands; nothing in it changes but by an operation, a claim or
/// `migrate`. Times are Django's text (see `Instant.storedText`), so Python opens files made here. One connection
/// reads, one writes; SQLite lets one writer at a time through, so that a batch is one `BEGIN IMMEDIATE`.
public struct SQLiteStore: TriggerStore {
  public enum Mode: Sendable {
    /// Makes the file, its directory and all tables where there is none yet.
    case createIfMissing
    /// A file that is not there is an error.
    case existing
    /// As `existing`, and the session itself refuses to write.
    case readOnly
  }

  let database: SQLiteDatabase
  let ownTables: [String: [OwnTable]]
  let known = Known()

  /// Opens nothing yet: the first call does, on a thread of its own.
  ///
  /// - Parameters:
  ///   - timeout: how long a call waits for another program's lock on the file.
  ///   - ownTables: where types' own rows lie, as DJTRIGGERS_TYPE_TO_TABLE says, checked against the catalog; types
  ///     that are not among these have theirs where foreign keys lead.
  public init(
    path: String, mode: Mode = .existing, timeout: Duration = .seconds(5), ownTables: [String: [OwnTable]] = [:]
  ) {
    self.init(SQLiteDatabase(.file(path, mode), timeout: timeout), ownTables: ownTables)
  }

  init(_ database: SQLiteDatabase, ownTables: [String: [OwnTable]] = [:]) {
    self.database = database
    self.ownTables = ownTables
  }

  /// A queue of its own that ends with the last copy of this store.
  public static func inMemory() -> SQLiteStore { SQLiteStore(SQLiteDatabase(.memory, timeout: .seconds(5))) }

  public func wakeups() -> AsyncStream<Void> { database.wakeups.stream() }
}
