import GRDB
import TriggerCore

extension Database {
  /// Whether there is a table or index of that name now, whoever made it.
  func has(_ name: String) throws -> Bool {
    try cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = ?)")
      .fetchFlag(arguments: [name])
  }

  /// The version of the side tables, nil where there are none.
  var sideTables: Int? {
    get throws {
      guard try has("triggertop_schema") else { return nil }
      let version = try Int.fetchOne(self, sql: "SELECT max(version) FROM triggertop_schema")
      if let version, version > Schema.version {
        throw StoreError.wrongSchema(
          "The triggertop tables are of version \(version), but this triggertop knows only \(Schema.version): use a newer one."
        )
      }
      return version
    }
  }

  /// Whether triggertop made this file, and no Django has taken it over since.
  var isOwn: Bool {
    get throws {
      try Int.fetchOne(self, sql: "PRAGMA application_id") == Schema.applicationID && !has("django_migrations")
    }
  }

  func requireSideTables() throws {
    guard try sideTables == nil else { return }
    throw StoreError.needsMigration(
      "This database has no triggertop tables, which claims, attempts and payloads need; run `triggertop migrate` to make them."
    )
  }
}

extension Statement {
  fileprivate func fetchFlag(arguments: StatementArguments) throws -> Bool {
    try Bool.fetchOne(self, arguments: arguments) ?? false
  }
}

extension String {
  /// GRDB's own quoting leaves quotes within as they are.
  var quotedIdentifier: String { "\"" + replacing("\"", with: "\"\"") + "\"" }
}
