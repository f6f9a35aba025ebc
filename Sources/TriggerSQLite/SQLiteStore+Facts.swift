import GRDB
import Glibc
import TriggerCore

extension SQLiteStore {
  public func facts() async throws -> StoreFacts {
    let name = database.name
    // Asked once the file is open, for it may have been made just then.
    return try await database.read { db in
      StoreFacts(
        kind: .sqlite, name: name, version: try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "",
        readOnlyReason: try readOnlyReason ?? db.ambiguity, sideTables: try db.sideTables, isOwn: try db.isOwn,
        childTables: try ForeignKeys(db).direct.map(\.table).filter { $0 != "djtriggers_triggerresult" }.sorted(),
        clock: .now)
    }
  }

  private var readOnlyReason: String? {
    guard case .file(let path, let mode) = database.location else { return nil }
    if mode == .readOnly { return "opened read-only" }
    if access(path, W_OK) == 0 { return nil }
    guard FileSystem(of: path)?.isReadOnly == true else { return "this user may not write \(path)" }
    return "\(path) lies on a file system that is mounted read-only; remount it to change anything"
  }

  public func migrate(dryRun: Bool) async throws -> [String] {
    dryRun
      ? try await database.read { db in try Schema.migrate(db, dryRun: true) }
      : try await database.write { db in try Schema.migrate(db, dryRun: false) }
  }
}
