import TriggerCore

/// One page as one statement that looks at a bounded number of rows, whatever the table's size.
///
/// First it gathers what an index finds for part of the filter (`few0`, `few1`, …), each at most `examine` rows: the
/// first that is all there is gives an exact page in any order. Otherwise it walks the sort's own index for `examine`
/// rows, and stops as soon as the page is full. Without such an index it sorts the newest rows by id (`head`), at most
/// `examine`, and walks the others by id (`walk`), the newest first. Parts that are not needed are not executed.
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
    order = PageOrder(query, trigger: catalog.trigger)
    self.now = SQLClock.now(parameters.add(.instant(now)))
    let warning = parameters.add(.int64(Int64(query.limits.warning)))
    condition = FilterCondition(
      filter: query.filter, states: StateCondition(warning: warning, now: self.now), now: self.now,
      hasFailedIndex: catalog.hasFailedIndex, encoding: catalog.encoding)
  }

  private var examine: Int { max(query.examine, 1) }
  private var limit: Int { max(query.limit, 1) }
  private var columns: String { TriggerRecord.columns }

  private mutating func sql() -> String {
    let gathered = condition.indexed(&parameters, states: order.key != .due || !order.isIndexed)
    let filter = condition.sql(&parameters)
    let cursor = query.cursor.map { order.condition($0, &parameters) } ?? "true"
    var expressions: [String] = []
    var branches: [String] = []
    var overflow = "true"
    for (index, indexed) in gathered.enumerated() {
      expressions.append(
        """
        few\(index) AS MATERIALIZED (
          SELECT *, false AS missing FROM (\(indexed.rows(of: catalog.trigger, limit: examine + 1))) AS found
          WHERE \(overflow))
        """)
      branches.append(
        """
        SELECT * FROM few\(index)
          WHERE \(overflow) AND (SELECT count(*) FROM few\(index)) <= \(examine)
          AND \(filter)
          AND \(cursor)
          ORDER BY \(order.orderBy) LIMIT \(limit + 1)
        """)
      let all = "(SELECT count(*) FROM few\(index)) > \(examine)"
      overflow = overflow == "true" ? all : "\(overflow) AND \(all)"
    }
    let walked = """
      SELECT * FROM walk
        WHERE \(overflow) AND (NOT missing OR date_processed IS NULL)
        AND \(filter) LIMIT \(limit + 1)
      """
    if order.isIndexed {
      expressions.append("walk AS MATERIALIZED (\n\(walk(when: overflow)))")
      branches.append(walked)
    } else {
      expressions += window(when: overflow)
      let head = """
        SELECT * FROM head
          WHERE \(overflow) AND \(headCondition(cursor))
          AND \(filter)
          ORDER BY \(order.orderBy) LIMIT \(limit + 1)
        """
      branches += order.isBackward ? [walked, head] : [head, walked]
    }
    return """
      WITH \(expressions.joined(separator: ",\n")),
      page AS MATERIALIZED (
        SELECT *, row_number() OVER () AS place FROM (
      \(branches.map { "SELECT * FROM (\n\($0)) AS branch" }.joined(separator: "\nUNION ALL\n"))
        LIMIT \(limit + 1)) AS found),
      part AS MATERIALIZED (SELECT count(*) > \(limit) AS is_full FROM page)
      SELECT \(now) AS at, \(overflow) AS walked, \(order.isIndexed ? "NULL::bigint" : Self.edge) AS edge,
        reached.*, page.*
      FROM part
      LEFT JOIN LATERAL (
      \(reached)) AS reached ON true
      LEFT JOIN page ON true
      ORDER BY page.place
      """
  }

  /// The last row walked, if the walk ended at its limit. Evaluated only where the page is not full.
  private var reached: String {
    "SELECT w.* FROM walk AS w WHERE NOT part.is_full OFFSET \(examine - 1) LIMIT 1"
  }

  private mutating func walk(when overflow: String) -> String {
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
      let cursor = query.cursor.map { [order.amongPresent($0, &parameters)] } ?? []
      return walk(where: [overflow, "process_after >= \(now)"] + cursor, orderBy: order.orderBy)
    }
  }

  private var unprocessed: [String] {
    condition.isUnprocessedOnly && catalog.hasUnprocessedIndex ? ["date_processed IS NULL"] : []
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

// MARK: - Orders without an index

extension PageStatement {
  /// The least id of the rows that are sorted; no row where all are.
  private static let edge = "(SELECT id FROM edge)"
  /// The edge moves on only after so many new rows, lest rows change sides with each.
  private var step: Int { max(1, examine / 4) }

  private mutating func window(when overflow: String) -> [String] {
    let rows = ([overflow] + unprocessed).joined(separator: " AND ")
    var beyond = "id < \(Self.edge)"
    if let cursor = query.cursor {
      beyond += " AND id \(order.isBackward ? ">" : "<") \(parameters.add(.int64(cursor.id)))"
    }
    return [
      """
      edge AS MATERIALIZED (
        SELECT CASE WHEN id > \(TriggerID.max - Int64(step)) THEN id
          ELSE (id::bigint / \(step) + 1) * \(step) END AS id
        FROM (
          SELECT id FROM \(catalog.trigger) WHERE \(rows) ORDER BY id DESC OFFSET \(examine) LIMIT 1) AS last)
      """,
      """
      head AS MATERIALIZED (
        SELECT \(columns), false AS missing FROM \(catalog.trigger)
        WHERE \(rows) AND id >= coalesce(\(Self.edge), \(TriggerID.min + 1))
        ORDER BY id DESC LIMIT \(examine + 1))
      """,
      "walk AS MATERIALIZED (\n\(walk(where: [rows, beyond], orderBy: "id \(order.isBackward ? "ASC" : "DESC")")))",
    ]
  }

  /// True for rows of the head that a page reads: those beyond the cursor, all where the cursor stands among the rows that
  /// follow by id, but none as long as those were not read to the end.
  private mutating func headCondition(_ cursor: String) -> String {
    let place = query.cursor.map { parameters.add(.int64($0.id)) }
    guard order.isBackward else {
      return place.map { "\($0) >= coalesce(\(Self.edge), \($0)) AND \(cursor)" } ?? "true"
    }
    let isReached = "(SELECT count(*) FROM walk) < \(examine)"
    return place.map { "(\($0) < \(Self.edge) OR \(cursor)) AND \(isReached)" } ?? isReached
  }
}
