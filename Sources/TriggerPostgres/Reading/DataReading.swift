import TriggerCore

/// The data of triggers, whatever their types: rows of their own tables and payloads.
struct DataReading: Sendable {
  struct Answer {
    var found: [TriggerID: FoundData] = [:]
    var problems: [TriggerID: DataProblem] = [:]
    var isEmpty: Bool { found.isEmpty && problems.isEmpty }
  }

  private let catalog: PostgresCatalog
  private let tables: [DataTable]

  init(_ catalog: PostgresCatalog) {
    self.catalog = catalog
    tables = catalog.dataTables.all.filter(\.isReadable)
  }

  /// One statement for all tables: types, unless they are known already, rows and payloads by id.
  func statement(for ids: [TriggerID], withTypes: Bool = true) -> PostgresStatement {
    var selects: [String] = []
    if withTypes {
      selects.append("SELECT -2, t.id::bigint, t.trigger_type::text FROM \(catalog.trigger) AS t WHERE t.id = ANY ($1)")
    }
    selects += tables.enumerated().map { index, table in
      let key = table.keyColumn.quotedIdentifier
      // The whole row is x.*: x alone may be a column's name.
      return """
        SELECT \(index), x.\(key)::bigint, row_to_json(x.*)::text FROM \(table.qualifiedName) AS x WHERE x.\(key) = ANY ($1)
        """
    }
    if catalog.sideTables != nil {
      selects.append(
        """
        SELECT -1, p.trigger_id, p.data::text
        FROM \(catalog.names.payload) AS p
        WHERE p.trigger_id = ANY ($1)
          AND EXISTS (
            SELECT FROM \(catalog.trigger) AS t WHERE t.id = p.trigger_id AND t.date_received = p.received)
        """)
    }
    // Where there is nothing to read, something that answers with nothing.
    if selects.isEmpty { selects.append("SELECT -1, NULL::bigint, NULL::text FROM unnest($1) WHERE false") }
    return .kept(selects.joined(separator: "\nUNION ALL\n"), [.ids(ids)])
  }

  /// Reads the statement's answer. A trigger's own tables go before its payload.
  ///
  /// - Parameter known: types by id, where they were not asked for.
  func answer(_ result: PostgresResult, types known: [(TriggerID, String)] = []) throws -> Answer {
    var types = known
    var payloads: [TriggerID: DataTables.Stored] = [:]
    var rows: [TriggerID: [DataTable.ID: [DataTables.Stored]]] = [:]
    for row in result {
      let (index, id) = (try row.get(0, as: Int.self), try row.get(1, as: TriggerID.self))
      switch index {
      case -2: types.append((id, try row.get(2)))
      case -1: payloads[id] = try row.get(2, as: StoredText.self).data(in: "the payload")
      default:
        let table = tables[index]
        let data = try row.get(2, as: StoredText.self).data(in: table.name)
        rows[id, default: [:]][table.id, default: []].append(data.map(table.typed))
      }
    }
    var answer = Answer()
    // Most have none, which says the same of all of a type.
    var without: [String: Result<FoundData?, DataProblem>] = [:]
    for (id, type) in types {
      let found: Result<FoundData?, DataProblem>
      if rows.isEmpty && payloads.isEmpty || rows[id] == nil && payloads[id] == nil {
        let known = without[type] ?? data(of: type)
        without[type] = known
        found = known
      } else {
        found = data(of: type, rows: rows[id] ?? [:], payload: payloads[id])
      }
      switch found {
      case .success(let data): answer.found[id] = data
      case .failure(let problem): answer.problems[id] = problem
      }
    }
    return answer
  }

  private func data(
    of type: String, rows: [DataTable.ID: [DataTables.Stored]] = [:], payload: DataTables.Stored? = nil
  ) -> Result<FoundData?, DataProblem> {
    do throws(DataProblem) {
      return .success(try catalog.dataTables.data(of: type, rows: rows, payload: payload))
    } catch {
      return .failure(error)
    }
  }
}

/// Text as it lies in the database, which in one without an encoding may be bytes of any kind.
private struct StoredText: PostgresDecodable {
  private let text: String?

  init?(postgres column: PostgresColumnValue) {
    guard let bytes = column.field.bytes else { return nil }
    text = String(validating: bytes, as: UTF8.self)
  }

  func data(in place: String) -> DataTables.Stored {
    guard let text else { return .failure(.unreadable("\(place) has bytes in it that are no UTF-8")) }
    do throws(DataProblem) {
      return .success(try TriggerData(stored: text, in: place))
    } catch {
      return .failure(error)
    }
  }
}

extension DataTable {
  /// A row as JSON with its columns' types given back, and without the column that is merely the trigger's id.
  fileprivate func typed(_ row: TriggerData) -> TriggerData {
    TriggerData(
      fields: row.fields.filter { !$0.name.isExactly(keyColumn) }.map { field in
        guard case .text(let text) = field.value else { return field }
        switch column(named: field.name)?.kind {
        case .instant: return .init(field.name, Instant(iso8601: text).map(DataValue.instant) ?? field.value)
        case .decimal: return .init(field.name, .decimal(text))  // NaN and the infinities
        default: return field
        }
      })
  }
}
