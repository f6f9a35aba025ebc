import Glibc
import TriggerCore

/// The files of an opened queue, as they were.
struct QueueFiles: Sendable {
  private let path: String
  /// Without links: SQLite keeps the log beside it.
  private let resolved: String
  private let file: FileIdentity
  /// The write-ahead log, once there is one. Nobody may remove it while a connection is open that has read it.
  private var log: FileIdentity?
  /// The log's index.
  private var index: FileIdentity?

  private let logPath: String
  private let indexPath: String

  /// Nil where there is no file by now.
  init?(_ path: String) {
    guard let file = FileIdentity(path), let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    self.path = path
    self.file = file
    self.resolved = String(cString: resolved)
    logPath = self.resolved + "-wal"
    indexPath = self.resolved + "-shm"
  }

  /// - Throws: `StoreError.unreachable` where the path does not stand for what is open any more.
  func check() throws(StoreError) {
    guard let present = FileIdentity(path) else {
      throw .unreachable(
        "The file \(path) was deleted or moved away while it was open; \(leftover ?? "put it back, or open the queue anew"). Nothing is read or written until then."
      )
    }
    guard present == file else {
      throw .unreachable(
        "The file \(path) was replaced by another while it was open; \(leftover ?? "open the queue anew"). Nothing is read or written until then."
      )
    }
    if let log, log != FileIdentity(logPath) {
      throw .unreachable(
        "\(logPath) was replaced or removed while the queue was open; restore both files together, and open the queue anew."
      )
    }
  }

  /// To be called after something was read. What lies beside another file of that name is not ours.
  mutating func note() {
    guard log == nil || index == nil, FileIdentity(resolved) == file else { return }
    let found = (log: FileIdentity(logPath), index: FileIdentity(indexPath))
    guard FileIdentity(resolved) == file else { return }
    (log, index) = (log ?? found.log, index ?? found.index)
  }

  /// What is to be done where the log of what is open would be taken for that of the file which has its name by now.
  private var leftover: String? {
    guard isLogLeft else { return nil }
    return
      "end what has it open, move \(logPath) and \(indexPath) away, which belong to the old file, then open the queue anew"
  }

  /// Whether the log lies where the file does not any more.
  var isLogLeft: Bool { log != nil && log == FileIdentity(logPath) && FileIdentity(resolved) != file }

  /// Removes the log that was left behind, so that nobody takes it for another file's. Does nothing where somebody has
  /// the other file open, who may have taken it for that one's already, or where the user may not write there. Blocks.
  ///
  /// - Parameter save: puts all that the log holds into the file that is open; tells whether it did.
  /// - Returns: whether the log is gone.
  mutating func removeLog(after save: () -> Bool) -> Bool {
    guard isLogLeft else { return true }
    guard let lock = FileLock(resolved) else { return false }
    defer { lock.release() }
    guard save(), isLogLeft, unlink(logPath) == 0 else { return false }
    if let index, index == FileIdentity(indexPath) { unlink(indexPath) }
    (log, index) = (nil, nil)
    return true
  }
}
