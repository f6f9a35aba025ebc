import TriggerCore

/// Rows of several pages, as one.
struct FoundRows: Sendable {
  var rows: [Page.Row]
  /// What matched as well, but can't be read.
  var unreadable: [Page.Unreadable] = []
  var hasMore: Bool
  /// The database's clock at the first page.
  var at: Instant
}

extension TriggerReader {
  /// Reads page after page until `limit` rows are found or there are no more.
  func rows(of query: PageQuery, limit: Int) async throws -> FoundRows {
    var query = query
    var found = FoundRows(rows: [], hasMore: true, at: .negativeInfinity)
    while found.hasMore, found.rows.count < limit {
      query.limit = min(1_000, limit - found.rows.count)
      let page = try await page(query, now: nil)
      if found.at == .negativeInfinity { found.at = page.at }
      found.rows += page.rows
      found.unreadable += page.unreadable
      query.cursor = page.scannedTo ?? page.rows.last.map { PageCursor($0.record, in: query.sort) }
      found.hasMore = page.hasMore || page.scannedTo != nil
    }
    return found
  }
}
