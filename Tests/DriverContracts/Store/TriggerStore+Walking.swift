import Testing
import TriggerCore

extension TriggerStore {
  /// Reads a list page by page, on from where each page ended, as a list does that is scrolled to its end.
  func walk(_ query: PageQuery) async throws -> (rows: [TriggerRecord], unreadable: Set<TriggerID>) {
    var query = query
    var rows: [TriggerRecord] = []
    var unreadable: Set<TriggerID> = []
    for _ in 0...Population.rows.count {
      let page = try await page(query, now: .noon)
      let records = page.rows.map(\.record)
      rows = query.direction == .forward ? rows + records : records + rows
      unreadable.formUnion(page.unreadable.map(\.id))
      let end = query.direction == .forward ? records.last : records.first
      guard page.hasMore, let cursor = page.scannedTo ?? end.map({ PageCursor($0, in: query.sort) }) else { break }
      query.cursor = cursor
    }
    return (rows, unreadable)
  }

  /// A rule for values that only one database can hold: whatever stands in a row, a list that is read a page at a time
  /// shows it once or names it as unreadable, in either direction, and loses no other for it.
  ///
  /// - Parameters:
  ///   - readable: rows that are shown, ascending; with `unreadable`, all that there are.
  ///   - keys: the orders.
  ///   - limit: of rows a page.
  ///   - examine: of rows that a page looks at; nil is as many as it likes.
  public func expectEachRowOnce(
    _ readable: [TriggerID], unreadable: Set<TriggerID> = [], by keys: [TriggerSort.Key] = TriggerSort.Key.allCases,
    limit: Int = 1, examine: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for key in keys {
      for direction in [PageQuery.Direction.forward, .backward] {
        var query = PageQuery(sort: TriggerSort(key), direction: direction, limit: limit)
        if let examine { query.examine = examine }
        let met = try await walk(query)
        #expect(met.rows.map(\.id).sorted() == readable, "\(direction) by \(key)", sourceLocation: sourceLocation)
        #expect(met.unreadable == unreadable, "\(direction) by \(key)", sourceLocation: sourceLocation)
      }
    }
  }
}
