import GRDB
import TriggerCore

extension SQLiteStore {
  public func page(_ query: PageQuery, now: Instant?) async throws -> Page {
    let clock = ContinuousClock()
    let started = clock.now
    return try await database.read { db in
      let now = now ?? .now
      let sql = try PageSQL(query, now: now, db)
      var search = PageSearch(limit: max(0, query.limit), examine: sql.examine)
      for segment in sql.segments where !search.isOver { try search.read(segment, db) }
      let records = query.direction == .forward ? search.found : search.found.reversed()
      var page = Page(
        rows: try rows(of: records, db), hasMore: search.isOver,
        scannedTo: search.stoppedAt.map { PageCursor($0, in: query.sort) }, sortedFrom: sql.edge, at: now,
        cost: clock.now - started)
      page.unreadable = search.unreadable
      return page
    }
  }

  /// Rows as the list shows them, with what the side tables know.
  func rows(of records: [TriggerRecord], _ db: Database) throws -> [Page.Row] {
    guard !records.isEmpty, try db.sideTables != nil else { return records.map { Page.Row(record: $0) } }
    let ids = records.map(\.id)
    let marks = try RunningMark.fetch(db, ids: ids)
    let errors = try lastErrors(of: ids, db)
    return records.map { Page.Row(record: $0, lastError: errors[$0.id], running: marks[$0.id]) }
  }

  private func lastErrors(of ids: [TriggerID], _ db: Database) throws -> [TriggerID: AttemptError] {
    let sql = """
      SELECT a.trigger_id, a.error_type, a.message, a.backtrace, max(a.id) FROM triggertop_attempt a
      JOIN djtriggers_trigger t ON t.id = a.trigger_id AND t.date_received = a.received
      WHERE a.outcome = 'failed' AND a.trigger_id IN (SELECT value FROM json_each(?)) GROUP BY a.trigger_id
      """
    let rows = try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [ids.json])
    return Dictionary(rows.map { ($0[0] as TriggerID, AttemptError(row: $0, from: 1)) }) { first, _ in first }
  }
}

/// A search through the segments of a list, ended by its limit or by the rows it may examine.
private struct PageSearch {
  /// How many unreadable rows in a row may stand where the search ends: it is gone on with from a readable one.
  private static let slack = 100

  let limit: Int
  let examine: Int
  var found: [TriggerRecord] = []
  var unreadable: [Page.Unreadable] = []
  var examined = 0
  /// The last row examined, where the search ended because of its cost.
  var stoppedAt: TriggerRecord?
  /// More may follow.
  var isOver = false
  private var last: TriggerRecord?

  init(limit: Int, examine: Int) {
    self.limit = limit
    self.examine = examine
  }

  mutating func read(_ segment: PageSQL.Segment, _ db: Database) throws {
    let rows = try SQLRequest<Row>(literal: segment.sql, cached: true).fetchCursor(db)
    while !isOver, let row = try rows.next() {
      if segment.isCounted, examined == examine {
        stoppedAt = last
        isOver = last != nil
        return
      }
      if segment.isCounted { examined += 1 }
      if examined > examine - Self.slack, let readable = try? TriggerRecord(row: row) { last = readable }
      guard row[8] else { continue }
      if found.count == limit { isOver = true } else { try add(row) }
    }
  }

  private mutating func add(_ row: Row) throws {
    do {
      found.append(try TriggerRecord(row: row))
    } catch StoreError.failed(let sentence, _) {
      unreadable.append(Page.Unreadable(id: row[0], sentence: sentence))
    }
  }
}
