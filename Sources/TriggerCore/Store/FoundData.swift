/// A trigger's data and where it lies.
package struct FoundData: Hashable, Sendable {
  private struct Place: Hashable {
    let table: DataTable
    let column: DataColumn
  }

  package let data: TriggerData
  /// Those it was read from; none for a payload.
  package let tables: [DataTable]
  private let places: [ExactText: Place]

  package init(payload: TriggerData) {
    data = payload
    tables = []
    places = [:]
  }

  /// - Parameter rows: of each table. Several rows of one are a single field that is only shown.
  init(_ rows: [(table: DataTable, rows: [TriggerData])]) {
    var fields: [TriggerData.Field] = []
    var places: [ExactText: Place] = [:]
    for (table, rows) in rows {
      guard rows.count == 1 else {
        fields.append(.init(table.name, .array(rows.map { .object($0.fields) })))
        places[ExactText(table.name)] = Place(table: table, column: DataColumn(table.name, .fixed, isNullable: false))
        continue
      }
      for field in rows[0].fields {
        // Names that two tables have in common are told apart.
        let name = places[ExactText(field.name)] == nil ? field.name : "\(table.name).\(field.name)"
        fields.append(.init(name, field.value))
        places[ExactText(name)] = table.column(named: field.name).map { Place(table: table, column: $0) }
      }
    }
    data = TriggerData(fields: fields)
    tables = rows.map(\.table)
    self.places = places
  }

  /// For people; nil for a payload.
  package var tableNames: String? { tables.isEmpty ? nil : tables.map(\.name).joined(separator: ", ") }

  /// By the fields' names; nil for a payload.
  package var columns: [DataColumn]? {
    tables.isEmpty
      ? nil
      : data.fields.compactMap { field in
        places[ExactText(field.name)].map { DataColumn(field.name, $0.column.kind, isNullable: $0.column.isNullable) }
      }
  }

  /// What is to be written to each table, by its columns' names.
  package func split(_ changes: [TriggerData.Field]) -> [(table: DataTable, fields: [TriggerData.Field])] {
    tables.compactMap { table in
      let fields = changes.compactMap { change in
        places[ExactText(change.name)].flatMap {
          $0.table == table ? TriggerData.Field($0.column.name, change.value) : nil
        }
      }
      return fields.isEmpty ? nil : (table, fields)
    }
  }
}
