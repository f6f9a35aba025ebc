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
    let reached: TriggerID? = try first.get(2)
    var records: [TriggerRecord] = []
    for row in result where try row.get(6, as: TriggerID?.self) != nil {
      records.append(try TriggerRecord(row: row, at: 6))
    }
    let isFull = records.count > max(query.limit, 1)
    if isFull { records.removeLast() }
    let isWindow = ![.id, .processed].contains(query.sort.key)
    var scannedTo: PageCursor?
    if walked, !isFull, !isWindow, let id = reached {
      let processed: Instant? = try first.get(3)
      let isMissing: Bool = try first.get(4)
      scannedTo = PageCursor(
        value: query.sort.key == .id ? .integer(id) : isMissing ? .missing : processed.map { .instant($0) } ?? .missing,
        id: id)
    }
    let hasOlder = try first.get(5, as: Bool.self)
    if query.direction == .backward { records.reverse() }
    self.init(
      rows: records.map { Row(record: $0) }, hasMore: isFull || scannedTo != nil, scannedTo: scannedTo,
      isSortedWithinWindow: isWindow && walked && hasOlder, at: try first.get(0),
      cost: .zero)
  }
}
