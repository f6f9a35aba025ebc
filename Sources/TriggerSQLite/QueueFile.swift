import Foundation
import GRDB
import TriggerCore

/// Opens a file, and makes or completes it where it is triggertop's own. Blocks.
struct QueueFile {
  var path: String
  var mode: SQLiteStore.Mode
  /// How long others may keep it locked.
  var timeout: Duration

  /// - Parameter configuration: of a connection that only reads, or that writes too.
  func openReader(_ configuration: (_ readonly: Bool) -> Configuration) throws -> DatabaseQueue {
    switch (size, mode) {
    case (nil, .createIfMissing), (0, .createIfMissing): try create(configuration(false))
    case (nil, _) where isUnreadable(path): throw StoreError.unreadable(path)
    case (nil, _):
      throw StoreError.unreachable("There is no file \(path); check the path, or leave it out for your own queue.")
    default: break
    }
    if isDirectory { throw StoreError.wrongSchema("\(path) is a directory; name the database file in it.") }
    let reader: DatabaseQueue
    do { reader = try DatabaseQueue(path: path, configuration: configuration(true)) } catch let error as DatabaseError
      where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK && mode != .readOnly
    {
      // A program died in mid-transaction. Whoever may write rolls it back by reading; then everybody can read.
      _ = try DatabaseQueue(path: path, configuration: configuration(false))
      reader = try DatabaseQueue(path: path, configuration: configuration(true))
    }
    try reader.read { db in try Schema.check(db, name: path) }
    if mode != .readOnly, try reader.read({ try $0.isOwn && $0.sideTables != Schema.version && !$0.hasOlderProcessors })
    {
      try DatabaseQueue(path: path, configuration: configuration(false)).write {
        _ = try Schema.migrate($0, dryRun: false)
      }
    }
    return reader
  }

  /// In one transaction, so that a crash leaves an empty file at worst, which the next start takes for none.
  private func create(_ configuration: Configuration) throws {
    let directory = (path as NSString).deletingLastPathComponent
    if !directory.isEmpty {
      do {
        try FileManager.default.createDirectory(
          atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
        throw StoreError.failed("There is no room left to make the directory \(directory); free some space.")
      } catch let error as CocoaError where error.code == .fileWriteVolumeReadOnly {
        throw StoreError.notPermitted(
          "The directory \(directory) can't be made on a file system that is mounted read-only; name another file.")
      } catch {
        throw StoreError.notPermitted("The directory \(directory) can't be made; make it, or name another file.")
      }
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write(Schema.createQueue)
    try queue.writeWithoutTransaction(makeLogAhead)
  }

  /// SQLite reads before it takes the lock for this, and waits for nobody who reads or writes meanwhile; so we do.
  private func makeLogAhead(_ db: Database) throws {
    let deadline = ContinuousClock.now + timeout
    while true {
      do { return try db.execute(sql: "PRAGMA journal_mode = WAL") } catch let error as DatabaseError
        where error.resultCode == .SQLITE_BUSY && .now < deadline
      {
        usleep(2_000)
      }
    }
  }

  private var attributes: [FileAttributeKey: Any]? { try? FileManager.default.attributesOfItem(atPath: resolved) }
  private var resolved: String { (path as NSString).resolvingSymlinksInPath }
  private var size: Int? { (attributes?[.size] as? NSNumber)?.intValue }
  private var isDirectory: Bool { attributes?[.type] as? FileAttributeType == .typeDirectory }
}
