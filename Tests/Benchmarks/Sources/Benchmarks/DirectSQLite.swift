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

  /// One statement outside a transaction, and the first number that it answers.
  static func number(_ statement: String, at path: String) async throws -> Int64? {
    let queue = try DatabaseQueue(path: path)
    let number = try await queue.writeWithoutTransaction { db in
      try Row.fetchAll(db, sql: statement).first?.databaseValues.first.flatMap(Int64.fromDatabaseValue)
    }
    try queue.close()
    return number
  }
}
