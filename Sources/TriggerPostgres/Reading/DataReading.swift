import TriggerCore

/// The data of triggers, whatever their types: rows of their own tables and payloads.
struct DataReading: Sendable {
  /// Data and the table it came from, nil for a payload.
  typealias Found = (data: TriggerData, table: String?)

  private let catalog: PostgresCatalog
  private let tables: [DependentTable]

  init(_ catalog: PostgresCatalog) {
    self.catalog = catalog
    tables = catalog.dataTables
  }

  /// One statement for all tables.
  func statement(for ids: [TriggerID]) -> PostgresStatement {
    var selects = tables.enumerated().map { index, table in
      """
      SELECT \(index), x.\(table.column.quotedIdentifier)::bigint, row_to_json(x)::text
      FROM \(table.qualifiedName) AS x WHERE x.\(table.column.quotedIdentifier) = ANY ($1)
      """
    }
    if catalog.sideTables != nil {
      selects.append(
        """
        SELECT -1, p.trigger_id, p.data::text
        FROM \(catalog.names.payload) AS p
        WHERE p.trigger_id = ANY ($1)
          AND p.received = (SELECT t.date_received FROM \(catalog.trigger) AS t WHERE t.id = p.trigger_id)
        """)
    }
    let none = "SELECT 0, 0::bigint, '' WHERE false"
    return PostgresStatement(([none] + selects).joined(separator: "\nUNION ALL\n"), [.ids(ids)])
  }

  /// Reads the statement's answer. A trigger's own table goes before its payload.
  func found(_ result: PostgresResult) throws -> [TriggerID: Found] {
    var found: [TriggerID: Found] = [:]
    for row in result {
      let index: Int = try row.get(0)
      let id: TriggerID = try row.get(1)
      guard let json = TriggerData(json: try row.get(2)) else { continue }
      if index >= 0 {
        found[id] = (tables[index].typed(json), catalog.displayName(of: tables[index]))
      } else if found[id] == nil {
        found[id] = (json, nil)
      }
    }
    return found
  }
}

extension DependentTable {
  /// A row as JSON with its columns' types given back, and without the column that is merely the trigger's id.
  fileprivate func typed(_ row: TriggerData) -> TriggerData {
    TriggerData(
      fields: row.fields.filter { $0.name != column }.map { field in
        guard case .text(let text) = field.value else { return field }
        switch self.column(named: field.name)?.type {
        case "timestamp with time zone":
          return .init(field.name, Instant(iso8601: text).map(DataValue.instant) ?? field.value)
        case "numeric", "double precision", "real":
          return .init(field.name, .decimal(text))  // NaN and the infinities
        default: return field
        }
      })
  }
}
