import TriggerCore

/// Rows of several pages, as one.
struct FoundRows: Sendable {
  var rows: [Page.Row]
  /// What matched as well, but can't be read.
  var unreadable: [Page.Unreadable] = []
  var hasMore: Bool
  /// The order holds only among the newest rows; the others follow by id.
  var isSortedWithinWindow = false
  /// The database's clock at the first page.
  var at: Instant
}

extension TriggerReader {
  /// Reads page after page until `limit` rows are found or there are no more.
  func rows(of query: PageQuery, limit: Int) async throws -> FoundRows {
    var found = FoundRows(rows: [], hasMore: true, at: .negativeInfinity)
    found.hasMore = try await pages(of: query, limit: limit) { page in
      if found.at == .negativeInfinity { found.at = page.at }
      found.rows += page.rows
      found.unreadable += page.unreadable
      found.isSortedWithinWindow = found.isSortedWithinWindow || page.isSortedWithinWindow
      return true
    }
    return found
  }

  /// The same, a page at a time.
  ///
  /// - Parameter take: answers whether more is wanted.
  /// - Returns: whether there would be more.
  func pages(of query: PageQuery, limit: Int, _ take: (Page) throws -> Bool) async throws -> Bool {
    var query = query
    var count = 0
    while count < limit {
      query.limit = min(1_000, limit - count)
      let page = try await page(query, now: nil)
      count += page.rows.count
      guard try take(page) else { return true }
      query.cursor = page.scannedTo ?? page.rows.last.map { PageCursor($0.record, in: query.sort) }
      guard page.hasMore || page.scannedTo != nil else { return false }
    }
    return true
  }
}
