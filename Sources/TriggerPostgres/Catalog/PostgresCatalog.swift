import TriggerCore

/// What the database turned out to hold: schema, columns, privileges, tables that hang on triggers, indexes.
struct PostgresCatalog: Sendable {
  let description: CatalogDescription
  let names: TableNames
  /// The version of the side tables; nil where there are none, or none that this role may read.
  let sideTables: Int?
  let clock: Instant
  /// Tables that hang on triggers, deepest first.
  let references: [DependentTable]
  let dataTables: DataTables
  /// Names of tables that the map names, there or not.
  let mappedNames: [String]
  let readAt = ContinuousClock.now

  static let requiredColumns = [
    "id", "trigger_type", "source", "date_received", "date_processed", "process_after", "number_of_tries", "successful",
  ]

  var database: String { description.database }
  var trigger: String { names.trigger }
  var encoding: ServerEncoding { ServerEncoding(description.encoding) }
  /// `djtriggers_triggerresult` may be missing where migrations were not all run.
  var hasResults: Bool { description.tables["djtriggers_triggerresult"]?.contains("SELECT") == true }
  /// Whether `triggertop migrate --indexes` was run: claims are then fair at any size.
  var hasDueIndex: Bool { description.indexes.contains(PostgresExtra.dueIndex) }
  var hasUnprocessedIndex: Bool { description.indexes.contains(PostgresExtra.unprocessedIndex) }
  var hasFailedIndex: Bool { description.indexes.contains(PostgresExtra.failedIndex) }

  /// Why rows can't be told apart, in a sentence; nil where each has an id of its own.
  var ambiguity: String? {
    description.hasUniqueIDs
      ? nil
      : """
      The ids in djtriggers_trigger of database \(database) need not be unique, so it can only be looked at: give its \
      column id a primary key or a unique index of its own.
      """
  }

  /// Why nothing may be written, or nil.
  var readOnlyReason: String? {
    if description.isStandby { return "The server is a standby, which can only be read." }
    if description.isReadOnly { return "The role \(description.user) has read-only transactions by default." }
    guard description.tables["djtriggers_trigger"]?.contains("UPDATE") == true else {
      return "The role \(description.user) may not change djtriggers_trigger."
    }
    return ambiguity ?? unreadableReason
  }

  /// Without them nobody can see what is running, and what goes could not be kept.
  var unreadableReason: String? {
    let unreadable = SideTables.names.filter { description.tables[$0].map { !$0.contains("SELECT") } ?? false }
    if unreadable.isEmpty { return nil }
    return """
      The role \(description.user) may not read \(unreadable.joined(separator: ", ")), where claims and journal are: \
      GRANT SELECT, INSERT, UPDATE, DELETE ON \(unreadable.map(names.qualified).joined(separator: ", ")) TO \
      \(description.user.quotedIdentifier).
      """
  }

  /// One query, and one more each where side tables are found, for the map, and where a table can't be read.
  static func read(
    on connection: PostgresConnection, within limit: Duration, ownTables: [String: [OwnTable]]
  ) async throws -> PostgresCatalog {
    try await connection.transaction(within: limit) { transaction in
      try read(ownTables: ownTables) { try transaction.query($0.sql, $0.parameters) }
    }
  }

  /// - Parameter query: runs a statement on the connection whose view of the database is meant.
  static func read(
    ownTables: [String: [OwnTable]], _ query: (PostgresStatement) throws -> PostgresResult
  ) throws -> PostgresCatalog {
    let mappedNames = ownTables.values.joined().map(\.name)
    let row = try query(PostgresStatement(CatalogDescription.query, [.texts(mappedNames.bare)]))[0]
    let description = try CatalogDescription(json: row.get(0))
    var names = TableNames(schema: try description.checkedSchema())
    var version: Int?
    let isReadable = SideTables.names.allSatisfy { description.tables[$0]?.contains("SELECT") ?? true }
    if isReadable, description.tables["triggertop_schema"] != nil, description.tables["triggertop_claim"] != nil {
      version = try query(PostgresStatement("SELECT max(version) FROM \(names.version)"))[0].get(0)
      try description.checkSideTables(version)
      names.areOfFirstVersion = version == 1
    }
    let mapped = try ownTables.isEmpty ? [] : MappedTable.find(mappedNames, names, query)
    let hasBarriers = description.references.contains { !$0.isReadable || $0.access.hasRowSecurity }
    let types: [String] = try hasBarriers ? query(TypesStatement.statement(names)).map { try $0.get(0) } : []
    return PostgresCatalog(
      description: description, names: names, sideTables: version, clock: try row.get(1),
      references: description.references.filter { !$0.isLoose }.sorted { $0.depth > $1.depth },
      dataTables: description.dataTables(in: names, by: ownTables, mapped, types: types), mappedNames: mappedNames.bare)
  }
}

/// The types of the queue, one look into Django's index each.
private enum TypesStatement {
  static func statement(_ names: TableNames) -> PostgresStatement {
    PostgresStatement(
      """
      WITH RECURSIVE k AS (
        (SELECT trigger_type FROM \(names.trigger) ORDER BY trigger_type LIMIT 1)
        UNION ALL
        SELECT (
          SELECT t.trigger_type FROM \(names.trigger) AS t
          WHERE t.trigger_type > k.trigger_type ORDER BY t.trigger_type LIMIT 1)
        FROM k WHERE k.trigger_type IS NOT NULL)
      SELECT trigger_type::text FROM k WHERE trigger_type IS NOT NULL LIMIT 200
      """)
  }
}

extension [String] {
  /// As they may be called within their schema, each once.
  fileprivate var bare: [String] {
    (self + compactMap { name in name.firstIndex(of: ".").map { String(name[name.index(after: $0)...]) } })
      .distinctTexts
  }
}
