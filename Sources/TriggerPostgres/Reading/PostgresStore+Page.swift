import TriggerCore

extension PostgresStore {
  public func page(_ query: PageQuery, now: Instant?) async throws -> Page {
    let catalog = try await loadedCatalog()
    let statement = PageStatement.statement(for: query, now: now, catalog: catalog)
    return try await read { transaction in
      let clock = ContinuousClock()
      let start = clock.now
      var page = try Page(transaction.runByIndex(statement)[0], of: query)
      try transaction.addMarks(to: &page.rows, catalog: catalog)
      page.cost = clock.now - start
      return page
    }
  }
}

extension Page {
  /// Reads what `PageStatement` answers: at least one row, without a trigger where the page is empty.
  init(_ result: PostgresResult, of query: PageQuery) throws {
    let first = result[0]
    let walked: Bool = try first.get(1)
    var records: [TriggerRecord] = []
    for row in result where try row.get(12, as: TriggerID?.self) != nil {
      records.append(try TriggerRecord(row: row, at: 12))
    }
    let isFull = records.count > max(query.limit, 1)
    if isFull { records.removeLast() }
    var scannedTo: PageCursor?
    if walked, !isFull, try first.get(3, as: TriggerID?.self) != nil {
      let last = PageCursor(try TriggerRecord(row: first, at: 3), in: query.sort)
      // A row that was passed over among those without the value stands for one of them.
      scannedTo = try first.get(11) ? PageCursor(value: .missing, id: last.id) : last
    }
    if query.direction == .backward { records.reverse() }
    self.init(
      rows: records.map { Row(record: $0) }, hasMore: isFull || scannedTo != nil, scannedTo: scannedTo,
      sortedFrom: try first.get(2), at: try first.get(0), cost: .zero)
  }
}
