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

  /// Opens nothing yet: the first call does, on a thread of its own.
  /// - Parameter timeout: how long a call waits for another program's lock on the file.
  public init(path: String, mode: Mode = .existing, timeout: Duration = .seconds(5)) {
    database = SQLiteDatabase(.file(path, mode), timeout: timeout)
  }

  init(_ database: SQLiteDatabase) { self.database = database }

  /// A queue of its own that ends with the last copy of this store.
  public static func inMemory() -> SQLiteStore { SQLiteStore(SQLiteDatabase(.memory, timeout: .seconds(5))) }

  public func wakeups() -> AsyncStream<Void> { database.wakeups.stream() }
}
