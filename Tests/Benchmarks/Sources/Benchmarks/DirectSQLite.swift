import GRDB

/// Statements past the code that is measured.
enum DirectSQLite {
  static func run(_ statements: [String], at path: String) async throws {
    let queue = try DatabaseQueue(path: path)
    try await queue.write { db in
      for statement in statements { try db.execute(sql: statement) }
    }
    try queue.close()
  }
}
