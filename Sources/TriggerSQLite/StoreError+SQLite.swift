import GRDB
import TriggerCore

extension StoreError {
  /// SQLite's word on it, as a sentence with a remedy.
  init(_ error: DatabaseError, database name: String, waited: Duration) {
    let words = error.message ?? "error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .timedOut("\(name) is locked by another program (waited \(waited)); try again.")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self = .notPermitted("\(name) can't be written (\(words)); check who may write the file and its directory.")
    case .SQLITE_CANTOPEN:
      self = .unreachable("\(name) can't be opened (\(words)); check the path and who may read it.")
    case .SQLITE_NOTADB:
      self = .wrongSchema("\(name) is no SQLite database; name another file.")
    case .SQLITE_CORRUPT:
      self = .failed("\(name) is damaged (\(words)); restore it from a backup.")
    case .SQLITE_FULL:
      self = .failed("There is no room left to write \(name); free some space.")
    case .SQLITE_TOOBIG, .SQLITE_MISMATCH:
      self = .refused("\(name) can't hold a value (\(words)); make it smaller or of the column's type.")
    default:
      self = .failed("\(name): \(words).")
    }
  }
}
