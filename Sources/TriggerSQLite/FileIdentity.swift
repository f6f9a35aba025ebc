import Glibc
import TriggerCore

/// Which file a path stands for: another one may take its name, and then what is open is not what others see.
struct FileIdentity: Hashable, Sendable {
  private let device: UInt
  private let inode: UInt

  /// Nil where there is no such file. Links are followed.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, inode) = (UInt(status.st_dev), UInt(status.st_ino))
  }
}

/// The files of an opened queue, as they were.
struct QueueFiles: Sendable {
  private let path: String
  private let logPath: String
  private let file: FileIdentity
  /// The write-ahead log, once there is one. Nobody may remove it while a connection is open that has read it.
  private var log: FileIdentity?

  /// Nil where there is no file by now.
  init?(_ path: String) {
    guard let file = FileIdentity(path), let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    self.path = path
    self.file = file
    logPath = String(cString: resolved) + "-wal"
  }

  /// - Throws: `StoreError.unreachable` where the path does not stand for what is open any more.
  func check() throws(StoreError) {
    guard let present = FileIdentity(path) else {
      throw .unreachable(
        "The file \(path) was deleted or moved away while it was open; put it back, or open the queue anew. Nothing is read or written until then."
      )
    }
    guard present == file else {
      throw .unreachable(
        "The file \(path) was replaced by another while it was open; open the queue anew. Nothing is read or written until then."
      )
    }
    if let log, log != FileIdentity(logPath) {
      throw .unreachable(
        "\(logPath) was replaced or removed while the queue was open; restore both files together, and open the queue anew."
      )
    }
  }

  /// To be called after something was read.
  mutating func note() { log = log ?? FileIdentity(logPath) }
}
