import GRDB
import Glibc
import TriggerCore

extension StoreError {
  /// SQLite's word on it, as a sentence with a remedy.
  ///
  /// - Parameter name: the file's path, from which it is found out what is wrong with its disk.
  init(_ error: DatabaseError, database name: String, waited: Duration) {
    let words = error.message ?? "error \(error.resultCode.rawValue)"
    // Any of these may come of a disk that is full, or that may not be written at all.
    let isAboutFiles = [.SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_IOERR].contains(error.resultCode)
    let disk = isAboutFiles ? FileSystem(of: name) : nil
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .timedOut("\(name) is locked by another program (waited \(waited)); try again.")
    case .SQLITE_FULL:
      self = .failed("There is no room left to write \(name); free some space.")
    case _ where disk?.isFull == true:
      self = .failed("There is no room left on the disk of \(name); free some space.")
    case _ where disk?.isReadOnly == true:
      self = .notPermitted(
        "\(name) lies on a file system that is mounted read-only (\(words)); remount it, or copy the file to another.",
        .passing)
    case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_DIRECTORY:
      self = .notPermitted(
        "\(name) can't be written, since SQLite makes its journal beside it and the directory may not be written; permit that.",
        .passing)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self = .notPermitted(
        "\(name) can't be written (\(words)); check who may write the file and its directory.", .passing)
    case .SQLITE_CANTOPEN where isUnreadable(name):
      self = .unreadable(name)
    case .SQLITE_CANTOPEN:
      self = .unreachable(
        "\(name) can't be opened (\(words)); check the path, and who may read the file and write its directory.")
    case .SQLITE_IOERR:
      self = .failed("\(name) can't be read or written (\(words)); look after its disk, then try again.")
    case .SQLITE_NOMEM:
      self = .failed("There is no memory left to work on \(name); free some.")
    case .SQLITE_NOTADB:
      self = .wrongSchema("\(name) is no SQLite database; name another file.")
    case .SQLITE_CORRUPT:
      self = .failed("\(name) is damaged (\(words)); restore it from a backup.", .setup)
    case .SQLITE_TOOBIG, .SQLITE_MISMATCH:
      self = .refused("\(name) can't hold a value (\(words)); make it smaller or of the column's type.")
    case .SQLITE_CONSTRAINT:
      self = .failed("\(name): \(words).", .row)
    case .SQLITE_ERROR:
      // Of a statement of ours, or of a trigger in the file that names what is gone.
      self = .failed("\(name): \(words).", .setup)
    default:
      self = .failed("\(name): \(words).")
    }
  }
}

extension StoreError {
  static func unreadable(_ path: String) -> StoreError {
    .notPermitted("This user may not read \(path); permit that for the file and its directory.", .passing)
  }
}

/// Whether the file is, or may be, there for others than this user.
func isUnreadable(_ path: String) -> Bool {
  faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0 && errno == EACCES
}

/// The disk that a file lies on, or is to lie on.
struct FileSystem {
  private let status: statvfs

  /// Nil where neither the file nor its directory can be looked at.
  init?(of path: String) {
    var status = statvfs()
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard statvfs(path, &status) == 0 || statvfs(directory, &status) == 0 else { return nil }
    self.status = status
  }

  var isReadOnly: Bool { status.f_flag & UInt(ST_RDONLY) != 0 }

  /// Down to what a page takes: SQLite reports a full disk as an I/O error where it can't grow its shared memory.
  var isFull: Bool { status.f_bavail * status.f_frsize < 65_536 }
}
