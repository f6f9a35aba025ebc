import TriggerCore

/// A table's rows that hang on given triggers, by whatever foreign keys lead there.
struct Dependency: Sendable {
  let name: String
  let qualifiedName: String
  let depth: Int
  let isReadable: Bool
  /// One chain of foreign keys a way, the nearest to the trigger first.
  private let chains: [[DependentTable]]
  /// Columns by which only the map leads there, from triggers of these types.
  private var mapped: [(column: String, types: [String])] = []
  private let trigger: String

  /// Deepest first: in this order rows can be deleted.
  static func all(in catalog: PostgresCatalog) -> [Dependency] {
    let byTable = Dictionary(grouping: catalog.references, by: \.qualifiedName)
    var dependencies = byTable.values.compactMap { references -> Dependency? in
      guard let first = references.first else { return nil }
      let chains = references.map(catalog.chain)
      return Dependency(
        name: catalog.displayName(of: first), qualifiedName: first.qualifiedName,
        depth: references.map(\.depth).max() ?? 1,
        isReadable: first.isReadable, chains: chains, trigger: catalog.trigger)
    }
    for (table, types) in catalog.dataTables.mappedOnly {
      let isKnown = byTable[table.qualifiedName]?.contains { $0.column == table.keyColumn } ?? false
      if isKnown { continue }
      if let index = dependencies.firstIndex(where: { $0.qualifiedName == table.qualifiedName }) {
        dependencies[index].mapped.append((table.keyColumn, types))
      } else {
        dependencies.append(
          Dependency(
            name: table.name, qualifiedName: table.qualifiedName, depth: 1, isReadable: table.barredRole == nil,
            chains: [], mapped: [(table.keyColumn, types)], trigger: catalog.trigger))
      }
    }
    return dependencies.sorted { ($1.depth, $0.name) < ($0.depth, $1.name) }
  }

  /// Whether the row `x` hangs on one of the triggers that `ids` selects.
  func condition(ids: String) -> String { ways(ids: ids).map(\.condition).joined(separator: " OR ") }

  /// The trigger that the row `x` hangs on.
  func owner(ids: String) -> String {
    let ways = ways(ids: ids)
    guard ways.count > 1 else { return ways[0].owner }
    return "CASE \(ways.map { "WHEN \($0.condition) THEN \($0.owner)" }.joined(separator: " ")) END"
  }

  private func ways(ids: String) -> [(condition: String, owner: String)] {
    chains.map { (Self.condition($0, row: "x", ids: ids), Self.owner($0, row: "x")) }
      + mapped.map { column, types in
        let column = "x.\(column.quotedIdentifier)"
        let types = (["NULL"] + types.filter { !$0.utf8.contains(0) }.map(\.quotedLiteral)).joined(separator: ", ")
        return (
          "\(column) IN (SELECT m.id FROM \(trigger) AS m WHERE m.id IN (\(ids)) AND m.trigger_type IN (\(types)))",
          column
        )
      }
  }

  static func condition(_ chain: [DependentTable], row: String, ids: String) -> String {
    guard let last = chain.last else { return "false" }
    let column = "\(row).\(last.column.quotedIdentifier)"
    guard chain.count > 1 else { return "\(column) IN (\(ids))" }
    let above = Array(chain.dropLast())
    let parent = "p\(above.count)"
    return """
      \(column) IN (SELECT \(parent).\(last.parentColumn.quotedIdentifier) \
      FROM \(above[above.count - 1].qualifiedName) AS \(parent) WHERE \(condition(above, row: parent, ids: ids)))
      """
  }

  private static func owner(_ chain: [DependentTable], row: String) -> String {
    guard let last = chain.last else { return "NULL" }
    let column = "\(row).\(last.column.quotedIdentifier)"
    guard chain.count > 1 else { return column }
    let above = Array(chain.dropLast())
    let parent = "p\(above.count)"
    return """
      (SELECT \(owner(above, row: parent)) FROM \(above[above.count - 1].qualifiedName) AS \(parent) \
      WHERE \(parent).\(last.parentColumn.quotedIdentifier) = \(column))
      """
  }
}

extension PostgresCatalog {
  /// The foreign keys that lead to a reference, the nearest to the trigger first, its own last.
  func chain(to reference: DependentTable) -> [DependentTable] {
    (1..<reference.depth).compactMap { length in references.first { $0.path == Array(reference.path.prefix(length)) } }
      + [reference]
  }
}

extension PostgresStore {
  public func dependents(of ids: [TriggerID]) async throws -> Dependents {
    let catalog = try await loadedCatalog()
    let given = "SELECT unnest($1::bigint[])"
    let dependent = Dependency.all(in: catalog).filter(\.isReadable).map { table in
      (table.name, "SELECT count(*) FROM \(table.qualifiedName) AS x WHERE \(table.condition(ids: given))")
    }
    let (attempt, payload) = (catalog.names.attempt, catalog.names.payload)
    let side = catalog.sideTables == nil ? [] : [("triggertop_attempt", attempt), ("triggertop_payload", payload)]
    let counts = dependent + side.map { ($0, "SELECT count(*) FROM \($1) WHERE trigger_id IN (\(given))") }
    guard !ids.isEmpty, !counts.isEmpty else { return Dependents(rows: []) }
    return try await read { transaction in
      let rows = try counts.map { table, count in
        let answer = try transaction.runByIndex(PostgresStatement(count, [.ids(ids)]))[0]
        return Dependents.Rows(table: table, count: try answer[0].get(0))
      }
      return Dependents(rows: rows.filter { $0.count > 0 })
    }
  }
}
