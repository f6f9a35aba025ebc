import GRDB
import TriggerCore

/// One page as statements.
///
/// The list is read in up to two segments by keyset: rows with a sort value, then rows without, which come last. Every
/// row examined is fetched and says whether it matches the filter, so that the cost is counted in rows.
struct PageSQL {
  let query: PageQuery
  let filter: FilterSQL

  init(_ query: PageQuery, now: Instant) {
    self.query = query
    filter = FilterSQL(filter: query.filter, limits: query.limits, now: now)
  }

  var examine: Int { max(1, query.examine) }

  /// Whether an index gives the order. Else the newest rows by id are sorted, as they are where few ids are asked for.
  var isIndexed: Bool { query.sort.key == .id || query.sort.key == .processed && query.filter.ids.isEmpty }

  /// How many rows there are to sort without an index, one more than the window at most.
  var windowSize: SQL {
    "SELECT count(*) FROM (SELECT 1 FROM djtriggers_trigger t WHERE \(filter.universe) LIMIT \(examine + 1))"
  }

  /// In the order of reading; columns are `TriggerRecord.columns`, then whether the row matches.
  var segments: [SQL] {
    let segments = [valued, missing].compactMap { $0 }
    return query.direction == .forward ? segments : segments.reversed()
  }

  private var valued: SQL? {
    if query.sort.key == .processed, filter.isUnprocessedOnly { return nil }
    var condition: SQL = query.sort.key.canBeMissing ? "\(key) IS NOT NULL" : "TRUE"
    switch query.cursor {
    case nil: break
    case let cursor? where cursor.value == .missing: if query.direction == .forward { return nil }
    case let cursor? where query.sort.key == .id: condition = "t.id \(beyond) \(cursor.id)"
    case let cursor?: condition = "(\(key), t.id) \(beyond) (\(cursor.value.stored), \(cursor.id))"
    }
    if query.sort.key == .processed, let oldest = filter.oldestProcessed {
      condition = "\(condition) AND \(key) >= \(oldest)"
    }
    return select(condition, order: query.sort.key == .id ? "t.id\(falling)" : "\(key)\(falling), t.id\(falling)")
  }

  private var missing: SQL? {
    guard query.sort.key.canBeMissing else { return nil }
    if query.sort.key == .processed, filter.isProcessedOnly { return nil }
    var condition: SQL = "\(key) IS NULL"
    switch query.cursor {
    case nil: break
    case let cursor? where cursor.value == .missing: condition = "\(condition) AND t.id \(beyond) \(cursor.id)"
    default: if query.direction == .backward { return nil }
    }
    return select(condition, order: "t.id\(falling)")
  }

  private func select(_ condition: SQL, order: SQL) -> SQL {
    let table: SQL =
      isIndexed
      ? "djtriggers_trigger t"
      : "(SELECT * FROM djtriggers_trigger t WHERE \(filter.universe) ORDER BY t.id DESC LIMIT \(examine)) t"
    let universe: SQL = query.sort.key == .id ? filter.universe : "TRUE"
    return """
      SELECT \(sql: TriggerRecord.columns), (\(filter.condition)) IS TRUE FROM \(table)
      WHERE \(universe) AND \(condition) ORDER BY \(order) LIMIT \(examine + 1)
      """
  }

  /// Whether values rise as rows are read.
  private var isRising: Bool { query.sort.ascending == (query.direction == .forward) }
  private var beyond: SQL { isRising ? ">" : "<" }
  private var falling: SQL { isRising ? "" : " DESC" }
  private var key: SQL { SQL(sql: query.sort.key.expression) }
}

extension TriggerSort.Key {
  fileprivate var expression: String {
    switch self {
    case .id: "t.id"
    case .type: "t.trigger_type"
    case .source: "t.source"
    case .tries: "t.number_of_tries"
    case .due: "coalesce(t.process_after, t.date_received)"
    case .received: "t.date_received"
    case .processed: "t.date_processed"
    }
  }

  fileprivate var canBeMissing: Bool { self == .source || self == .processed }
}

extension PageCursor.Value {
  fileprivate var stored: DatabaseValue {
    switch self {
    case .integer(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .instant(let instant): instant.storedText.databaseValue
    case .missing: .null
    }
  }
}
