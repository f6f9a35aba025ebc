import TriggerCore

/// One page as one statement that looks at a bounded number of rows, whatever the table's size.
///
/// First it gathers what an index finds for part of the filter (`few0`, `few1`, …), each at most `examine` rows: the
/// first that is all there is gives an exact page in any order. Otherwise it walks the sort's own index, or for a sort
/// without one the newest rows by id, for `examine` rows, and stops as soon as the page is full. Parts that are not
/// needed are not executed.
struct PageStatement {
  private let query: PageQuery
  private let catalog: PostgresCatalog
  private let order: PageOrder
  private let now: String
  private let condition: FilterCondition
  private var parameters = ParameterList()

  static func statement(
    for query: PageQuery, now: Instant?, catalog: PostgresCatalog
  ) -> PostgresStatement {
    var page = PageStatement(query, now: now, catalog: catalog)
    let sql = page.sql()
    return PostgresStatement(sql, page.parameters.values)
  }

  private init(_ query: PageQuery, now: Instant?, catalog: PostgresCatalog) {
    self.query = query
    self.catalog = catalog
    order = PageOrder(query)
    self.now = SQLClock.now(parameters.add(.instant(now)))
    let warning = parameters.add(.int64(Int64(query.limits.warning)))
    condition = FilterCondition(
      filter: query.filter, states: StateCondition(warning: warning, now: self.now), now: self.now)
  }

  private var examine: Int { max(query.examine, 1) }
  private var limit: Int { max(query.limit, 1) }
  private var columns: String { TriggerRecord.columns }

  private mutating func sql() -> String {
    let gathered = condition.indexed(&parameters)
    let filter = condition.sql(&parameters)
    let cursor = query.cursor.map { order.condition($0, &parameters) } ?? "true"
    var expressions: [String] = []
    var branches: [String] = []
    var overflow = "true"
    for (index, indexed) in gathered.enumerated() {
      expressions.append(
        """
        few\(index) AS MATERIALIZED (
          SELECT \(columns), false AS missing FROM \(catalog.trigger)
          WHERE \(overflow) AND \(indexed)
          LIMIT \(examine + 1))
        """)
      branches.append(
        """
        (SELECT * FROM few\(index)
          WHERE \(overflow) AND (SELECT count(*) FROM few\(index)) <= \(examine)
          AND \(filter)
          AND \(cursor)
          ORDER BY \(order.orderBy) LIMIT \(limit + 1))
        """)
      let all = "(SELECT count(*) FROM few\(index)) > \(examine)"
      overflow = overflow == "true" ? all : "\(overflow) AND \(all)"
    }
    expressions.append("walk AS MATERIALIZED (\n\(walk(when: overflow)))")
    branches.append(
      """
      (SELECT * FROM walk
        WHERE \(overflow) AND (NOT missing OR date_processed IS NULL)
        AND \(filter)
        \(isWindow ? "AND \(cursor) ORDER BY \(order.orderBy)" : "") LIMIT \(limit + 1))
      """)
    return """
      WITH \(expressions.joined(separator: ",\n")),
      page AS MATERIALIZED (
      \(branches.joined(separator: "\nUNION ALL\n"))),
      part AS MATERIALIZED (SELECT count(*) > \(limit) AS is_full FROM page)
      SELECT \(now) AS at, \(overflow) AS walked, reached.*,
        EXISTS (SELECT FROM \(catalog.trigger) AS older WHERE older.id < reached.last_id), page.*
      FROM part
      LEFT JOIN LATERAL (
      \(reached)) AS reached ON true
      LEFT JOIN page ON true
      ORDER BY \(order.orderBy)
      """
  }

  /// Without an index for its order, a sort sees a window of rows only.
  var isWindow: Bool { order.key != .id && order.key != .processed }

  /// Where the walk ended, if it ended at its limit. Evaluated only where the page is not full.
  private var reached: String {
    """
    SELECT w.id AS last_id, w.date_processed AS last_processed, w.missing AS last_missing
    FROM walk AS w
    WHERE \(isWindow ? "true" : "NOT part.is_full")
    OFFSET \(examine - 1) LIMIT 1
    """
  }

  private mutating func walk(when overflow: String) -> String {
    let unprocessed = condition.isUnprocessedOnly && catalog.hasUnprocessedIndex ? ["date_processed IS NULL"] : []
    switch order.key {
    case .id:
      let cursor = query.cursor.map { [order.condition($0, &parameters)] } ?? []
      return walk(where: [overflow] + unprocessed + cursor, orderBy: order.orderBy)
    case .processed:
      let parts =
        order.isBackward
        ? [missingPart(overflow), processedPart(overflow)]
        : [
          processedPart(overflow), missingPart(overflow),
        ]
      let segments = parts.compactMap { $0 }.map { "(\($0))" }
      guard !segments.isEmpty else { return walk(where: ["false"], orderBy: "id") }
      return "SELECT * FROM (\(segments.joined(separator: "\nUNION ALL\n"))) AS segment LIMIT \(examine)"
    default:
      return walk(where: [overflow] + unprocessed, orderBy: "id DESC")
    }
  }

  private func walk(where conditions: [String], orderBy: String, missing: Bool = false) -> String {
    """
      SELECT \(columns), \(missing) AS missing FROM \(catalog.trigger)
      WHERE \(conditions.joined(separator: "\n    AND "))
      ORDER BY \(orderBy) LIMIT \(examine)
    """
  }

  /// Rows with a date, along its index; nil where the cursor or the filter leaves none.
  private mutating func processedPart(_ overflow: String) -> String? {
    if condition.isUnprocessedOnly { return nil }
    var conditions = [overflow, "date_processed IS NOT NULL"]
    if let cursor = query.cursor {
      if cursor.value != .missing {
        conditions.append(order.amongPresent(cursor, &parameters))
      } else if !order.isBackward {
        return nil
      }
    }
    if let age = query.filter.processedAge {
      conditions.append("date_processed >= \(condition.since(age, &parameters))")
    }
    let word = order.ascending ? "ASC" : "DESC"
    return walk(where: conditions, orderBy: "date_processed \(word), id \(word)")
  }

  /// Rows without a date, by id: they are passed over in the walk, not looked up, since no index has both.
  private mutating func missingPart(_ overflow: String) -> String? {
    if condition.isProcessedOnly { return nil }
    var conditions = [overflow]
    if catalog.hasUnprocessedIndex { conditions.append("date_processed IS NULL") }
    if let cursor = query.cursor {
      if cursor.value == .missing {
        conditions.append("id \(order.ascending ? ">" : "<") \(parameters.add(.int64(cursor.id)))")
      } else if order.isBackward {
        return nil
      }
    }
    return walk(where: conditions, orderBy: "id \(order.ascending ? "ASC" : "DESC")", missing: true)
  }
}
