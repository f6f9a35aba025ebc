import GRDB
import TriggerCore

extension Database {
  /// Whether there is a table or index of that name now, whoever made it.
  func has(_ name: String) throws -> Bool {
    try cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = ?)")
      .fetchFlag(arguments: [name])
  }

  /// A table's columns with their types as declared; empty where there is no such table.
  func declaredColumns(of table: String) throws -> [(name: String, type: String)] {
    let sql = """
      SELECT c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name = ?
      """
    return try Row.fetchAll(self, sql: sql, arguments: [table]).map { ($0[0], $0[1]) }
  }

  /// The version of the side tables, nil where there are none.
  var sideTables: Int? { get throws { try has("triggertop_schema") ? sideTableVersion : nil } }

  /// The same where the table that says so is there.
  var sideTableVersion: Int? {
    get throws {
      let version = try Int.fetchOne(cachedStatement(sql: "SELECT max(version) FROM triggertop_schema"))
      if let version, version > Schema.version {
        throw StoreError.wrongSchema(
          "The triggertop tables are of version \(version), but this triggertop knows only \(Schema.version): use a newer one."
        )
      }
      return version
    }
  }

  /// Whether processors live that know the first version of the side tables only: they would record nothing in others.
  var hasOlderProcessors: Bool {
    get throws {
      guard try sideTables == 1 else { return false }
      let heard = (Instant.now - ProcessorRecord.silence).storedText
      return try cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM triggertop_processor WHERE seen_at > ?)")
        .fetchFlag(arguments: [heard])
    }
  }

  /// Whether triggertop made this file, and no Django has taken it over since.
  var isOwn: Bool {
    get throws {
      try Int.fetchOne(self, sql: "PRAGMA application_id") == Schema.applicationID && !has("django_migrations")
    }
  }

  /// Why rows can't be told apart, in a sentence; nil where each has an id of its own.
  var ambiguity: String? {
    get throws {
      let isUnique = try cachedStatement(
        sql: """
          SELECT (SELECT group_concat(lower(name)) FROM pragma_table_info('djtriggers_trigger') WHERE pk > 0) = 'id'
            OR EXISTS (
              SELECT 1 FROM pragma_index_list('djtriggers_trigger') i WHERE i."unique" AND NOT i.partial
                AND (SELECT group_concat(lower(name)) FROM pragma_index_info(i.name)) = 'id')
          """
      ).fetchFlag(arguments: [])
      return isUnique
        ? nil
        : """
        The ids in djtriggers_trigger need not be unique, so it can only be looked at: give its column id a primary key \
        or a unique index of its own.
        """
    }
  }

  /// - Throws: `StoreError.wrongSchema` where one id may stand for several rows.
  func requireUniqueIDs() throws {
    if let ambiguity = try ambiguity { throw StoreError.wrongSchema(ambiguity) }
  }

  func requireSideTables() throws {
    try requireUniqueIDs()
    if try sideTables == nil { throw StoreError.noSideTables }
  }
}

extension StoreError {
  static let noSideTables = StoreError.needsMigration(
    "This database has no triggertop tables, which claims, attempts and payloads need; run `triggertop migrate` to make them."
  )

  static func olderTables(_ version: Int) -> StoreError {
    .needsMigration(
      "The triggertop tables are of version \(version), and processing needs \(StoreFacts.workingVersion): run `triggertop migrate`."
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
