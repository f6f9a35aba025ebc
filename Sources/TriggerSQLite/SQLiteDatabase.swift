import Dispatch
import GRDB
import Synchronization
import TriggerCore

/// One database and its two connections, opened at first use and off the caller's thread.
final class SQLiteDatabase: Sendable {
  enum Location: Sendable {
    case memory
    case file(String, SQLiteStore.Mode)
  }

  private struct Connections: Sendable {
    var reader: DatabaseQueue?
    var writer: DatabaseQueue?
    /// Nil in memory.
    var files: QueueFiles?
  }

  let location: Location
  let wakeups = Wakeups()
  private let timeout: Duration
  private let opening = DispatchQueue(label: "triggertop.sqlite.opening")
  private let connections = Mutex(Connections())

  init(_ location: Location, timeout: Duration) {
    self.location = location
    self.timeout = timeout
  }

  /// What stands on screen and in errors.
  var name: String {
    switch location {
    case .memory: "memory"
    case .file(let path, _): path
    }
  }

  var isReadOnly: Bool {
    if case .file(_, .readOnly) = location { true } else { false }
  }

  /// Everything read within sees the same state of the database.
  func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
    try await inStoreErrors {
      do { return try await connection(\.reader).read(body) } catch let error as DatabaseError
        where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK && !isReadOnly
      {
        // As in `QueueFile.openReader`.
        return try await connection(\.writer).read(body)
      }
    }
  }

  /// Within `BEGIN IMMEDIATE`: all or nothing, and nobody else writes meanwhile.
  func write<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
    if isReadOnly {
      throw StoreError.notPermitted("\(name) was opened read-only; open it without --read-only to change anything.")
    }
    return try await inStoreErrors { [name] in
      try await connection(\.writer).write { db in try db.namingExhaustion(of: name, body) }
    }
  }

  private func inStoreErrors<Value>(_ body: () async throws -> Value) async throws -> Value {
    do { try connections.withLock { $0.files }?.check() } catch {
      await leaveFile()
      try connections.withLock { $0.files }?.check()
    }
    do {
      let value = try await body()
      connections.withLock { $0.files?.note() }
      return value
    } catch let error as DatabaseError {
      throw storeError(error)
    }
  }

  /// Puts what only the log holds into the file that is open, and removes the log, where another file has taken the name.
  /// Should the open one come back, it is opened anew.
  private func leaveFile() async {
    guard connections.withLock({ $0.files?.isLogLeft ?? false }) else { return }
    await withCheckedContinuation { continuation in
      opening.async {
        self.removeLog()
        continuation.resume()
      }
    }
  }

  /// Blocks; only on `opening`. Without a connection that writes, what the log holds can't be saved, and it stays.
  private func removeLog() {
    let open = connections.withLock { $0 }
    guard let writer = open.writer, var files = open.files else { return }
    let isRemoved = files.removeLog {
      let checkpoint = try? writer.writeWithoutTransaction { try $0.checkpoint(.full) }
      return checkpoint.map { $0.walFrameCount == $0.checkpointedFrameCount } ?? false
    }
    if isRemoved { connections.withLock { $0 = Connections(files: files) } }
  }

  func storeError(_ error: DatabaseError) -> StoreError { StoreError(error, database: name, waited: timeout) }

  private func connection(_ which: KeyPath<Connections, DatabaseQueue?> & Sendable) async throws -> DatabaseQueue {
    if let open = connections.withLock({ $0[keyPath: which] }) { return open }
    return try await withCheckedThrowingContinuation { continuation in
      opening.async { continuation.resume(with: Result { try self.open(which) }) }
    }
  }

  /// Blocks; only on `opening`.
  private func open(_ which: KeyPath<Connections, DatabaseQueue?>) throws -> DatabaseQueue {
    var opened = connections.withLock { $0 }
    if opened.reader == nil {
      switch location {
      case .memory:
        let queue = try DatabaseQueue(configuration: configuration(readonly: false))
        try queue.write(Schema.createQueue)
        opened = Connections(reader: queue, writer: queue)
      case .file(let path, let mode):
        let file = QueueFile(path: path, mode: mode, timeout: timeout)
        opened.reader = try file.openReader(configuration)
        opened.files = opened.files ?? QueueFiles(path)
        try opened.files?.check()
      }
    }
    if opened[keyPath: which] == nil, case .file(let path, _) = location {
      try opened.files?.check()
      let writer = try DatabaseQueue(path: path, configuration: configuration(readonly: false))
      try writer.writeWithoutTransaction(Self.ease)
      opened.writer = writer
    }
    connections.withLock { $0 = opened }
    guard let connection = opened[keyPath: which] else {
      throw StoreError.unreachable("\(name) could not be opened.")
    }
    return connection
  }

  /// A commit to our own file is written at once and forced to the disk with the next checkpoint. A program that is killed
  /// loses nothing; where the whole machine goes down, the last commits may be missing, never a part of one.
  private static func ease(_ db: Database) throws {
    // A batch is not to spill over in its midst, in KiB.
    try db.execute(sql: "PRAGMA cache_size = -16384")
    guard try db.isOwn, try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" else { return }
    try db.execute(sql: "PRAGMA synchronous = NORMAL")
  }

  private func configuration(readonly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.busyMode = .timeout(timeout.inSeconds)
    configuration.label = "triggertop.sqlite"
    return configuration
  }
}
