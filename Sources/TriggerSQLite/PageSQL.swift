import GRDB
import TriggerCore

/// One page as statements.
///
/// The list is read in segments: rows with a sort value, by keyset, then rows without, which come last, then, where no
/// index has the order, the rows older than those that are sorted. Every row examined is fetched and says whether it
/// matches the filter, so that the cost is counted in rows.
struct PageSQL {
  struct Segment {
    var sql: SQL
    /// Whether it may end the page by its cost. What is sorted is bounded by itself.
    var isCounted: Bool
  }

  let query: PageQuery
  let filter: FilterSQL
  /// The least id of the rows that are sorted; nil where all are.
  let edge: TriggerID?
  /// Where the rows come from; nil for the sort's own index.
  private let source: SQL?

  init(_ query: PageQuery, now: Instant, _ db: Database) throws {
    self.query = query
    filter = FilterSQL(filter: query.filter, limits: query.limits, now: now)
    let isIndexed = Self.isIndexed(query, filter)
    let examine = Self.examine(query)
    if !isIndexed || query.sort.key == .id && filter.isScattered, let found = filter.gathered(limit: examine + 1),
      try Int.fetchOne(db, SQLRequest(literal: "SELECT count(*) FROM (\(found))")) ?? 0 <= examine
    {
      source = "(SELECT * FROM djtriggers_trigger WHERE id IN (\(found))) t"
      edge = nil
    } else if isIndexed {
      source = nil
      edge = nil
    } else {
      let last: SQL = """
        SELECT t.id FROM djtriggers_trigger t WHERE \(filter.universe) ORDER BY t.id DESC LIMIT 1 OFFSET \(examine)
        """
      edge = try TriggerID.fetchOne(db, SQLRequest(literal: last)).map { Self.edge($0, examine: examine) }
      source = "(SELECT * FROM djtriggers_trigger t WHERE \(filter.universe) AND t.id >= \(edge ?? .min)) t"
    }
  }

  var examine: Int { Self.examine(query) }

  private static func examine(_ query: PageQuery) -> Int { max(1, query.examine) }

  /// Few ids are sorted sooner than they are found along an index.
  private static func isIndexed(_ query: PageQuery, _ filter: FilterSQL) -> Bool {
    switch query.sort.key {
    case .id: true
    case .processed: query.filter.ids.isEmpty
    case .due: query.filter.ids.isEmpty && filter.isScheduledOnly
    default: false
    }
  }

  /// It moves on only after so many new rows, lest rows change sides with each.
  private static func edge(_ id: TriggerID, examine: Int) -> TriggerID {
    let step = max(1, TriggerID(examine / 4))
    return id > .max - step ? id : (id / step + 1) * step
  }

  /// In the order of reading; columns are `TriggerRecord.columns`, then whether the row matches.
  var segments: [Segment] {
    let isCounted = source == nil
    let segments =
      [valued, missing].map { $0.map { Segment(sql: $0, isCounted: isCounted) } }
      + [older.map { Segment(sql: $0, isCounted: true) }]
    let present = segments.compactMap(\.self)
    return isForward ? present : present.reversed()
  }

  private var isForward: Bool { query.direction == .forward }

  /// The cursor, where it stands among the rows of the sort's order; nil where it does not, so that reading forward leaves
  /// all of those out and backward none.
  private var cursor: PageCursor? { query.cursor.flatMap { $0.id < edge ?? .min ? nil : $0 } }
  private var isPastSorted: Bool { isForward && query.cursor != nil && cursor == nil }

  private var valued: SQL? {
    if isPastSorted || query.sort.key == .processed && filter.isUnprocessedOnly { return nil }
    var condition: SQL = query.sort.key.canBeMissing ? "\(key) IS NOT NULL" : "TRUE"
    switch cursor {
    case nil: break
    case let cursor? where cursor.value == .missing: if isForward { return nil }
    case let cursor? where query.sort.key == .id: condition = "t.id \(beyond) \(cursor.id)"
    case let cursor?: condition = "(\(key), t.id) \(beyond) (\(place(of: cursor)), \(cursor.id))"
    }
    if query.sort.key == .processed, let oldest = filter.oldestProcessed {
      condition = "\(condition) AND \(key) >= \(oldest)"
    }
    if isDueByIndex { condition = "\(condition) AND \(key) >= \(filter.now.storedText)" }
    return select(condition, order: query.sort.key == .id ? "t.id\(falling)" : "\(key)\(falling), t.id\(falling)")
  }

  /// A text may stand for bytes that are none, which only the row itself has.
  private func place(of cursor: PageCursor) -> SQL {
    guard case .text = cursor.value else { return "\(cursor.value.stored)" }
    return "coalesce((SELECT \(key) FROM djtriggers_trigger t WHERE t.id = \(cursor.id)), \(cursor.value.stored))"
  }

  private var missing: SQL? {
    guard query.sort.key.canBeMissing, !isPastSorted else { return nil }
    if query.sort.key == .processed, filter.isProcessedOnly { return nil }
    var condition: SQL = "\(key) IS NULL"
    switch cursor {
    case nil: break
    case let cursor? where cursor.value == .missing: condition = "\(condition) AND t.id \(beyond) \(cursor.id)"
    default: if !isForward { return nil }
    }
    return select(condition, order: "t.id\(falling)")
  }

  /// Rows that are too many to be sorted, the newest first.
  private var older: SQL? {
    guard let edge else { return nil }
    let place: SQL = query.cursor.map { isForward ? "t.id < \($0.id)" : "t.id > \($0.id)" } ?? "TRUE"
    let order: SQL = isForward ? "t.id DESC" : "t.id"
    return """
      SELECT \(sql: TriggerRecord.columns), (\(filter.condition)) IS TRUE FROM djtriggers_trigger t
      WHERE \(filter.universe) AND t.id < \(edge) AND \(place)
      ORDER BY \(order) LIMIT \(examine + 1)
      """
  }

  private func select(_ condition: SQL, order: SQL) -> SQL {
    var table: SQL = "djtriggers_trigger t"
    if let source { table = source }
    let universe: SQL = source == nil && query.sort.key == .id ? filter.universe : "TRUE"
    return """
      SELECT \(sql: TriggerRecord.columns), (\(filter.condition)) IS TRUE FROM \(table)
      WHERE \(universe) AND \(condition) ORDER BY \(order) LIMIT \(examine + 1)
      """
  }

  /// Whether values rise as rows are read.
  private var isRising: Bool { query.sort.ascending == isForward }
  private var beyond: SQL { isRising ? ">" : "<" }
  private var falling: SQL { isRising ? "" : " DESC" }
  private var isDueByIndex: Bool { source == nil && query.sort.key == .due }
  private var key: SQL { isDueByIndex ? "t.process_after" : SQL(sql: query.sort.key.expression) }
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
