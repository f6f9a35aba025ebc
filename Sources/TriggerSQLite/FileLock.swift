import Glibc
import Synchronization

/// SQLite's own exclusive lock on a file: meanwhile nobody opens it with SQLite.
struct FileLock {
  /// Where SQLite's locks lie in a file: from `PENDING_BYTE` to the end of what readers lock.
  private static let range = (start: off_t(0x4000_0000), length: off_t(512))

  /// F_OFD_SETLK, which Swift does not see: a lock of the descriptor, not of the process, so that this process's own
  /// connections bar it too.
  private static let setLock: CInt = 37

  /// Those of files that were not to be had. Closing one would drop the locks that this process itself may have on the
  /// file, so they stay open.
  private static let kept = Mutex<[FileIdentity: CInt]>([:])

  /// Nil where there is no file.
  private let descriptor: CInt?

  /// Nil where somebody has the file open, this process included, or it may not be written.
  init?(_ path: String) {
    guard let file = FileIdentity(path) else {
      descriptor = nil
      return
    }
    let opened = Self.kept.withLock { $0.removeValue(forKey: file) } ?? open(path, O_RDWR | O_CLOEXEC)
    guard opened >= 0 else { return nil }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    (lock.l_start, lock.l_len) = Self.range
    guard fcntl(opened, Self.setLock, &lock) == 0 else {
      Self.kept.withLock { $0[file] = opened }
      return nil
    }
    descriptor = opened
  }

  func release() { if let descriptor { close(descriptor) } }
}
