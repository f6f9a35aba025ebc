import TriggerCore

extension PostgresStore {
  public func records(ids: [TriggerID]) async throws -> [TriggerRecord] {
    guard !ids.isEmpty else { return [] }
    let names = try await loadedCatalog().names
    return try await read { transaction in
      let result = try transaction.runLastByIndex(
        PostgresStatement(
          "SELECT \(TriggerRecord.columns) FROM \(names.trigger) WHERE id = ANY ($1) ORDER BY id", [.ids(ids)]))
      return try result[0].map { try TriggerRecord(row: $0) }
    }
  }

  public func detail(of id: TriggerID, now: Instant?) async throws -> TriggerDetail? {
    let detail: TriggerDetail? = try await readFresh { transaction, catalog in
      let found = try transaction.query(
        "SELECT \(SQLClock.now("$2")), \(TriggerRecord.columns) FROM \(catalog.trigger) WHERE id = $1",
        [.int64(id), .instant(now)])
      guard let first = found.first else { return (nil, try transaction.runByIndex(catalog.freshness)[0]) }
      var rows = [Page.Row(record: try TriggerRecord(row: first, at: 1))]
      let record = rows[0].record
      try transaction.addMarks(to: &rows, catalog: catalog)
      var detail = TriggerDetail(row: rows[0], at: try first.get(0))
      let data = DataReading(catalog)
      let answers = try transaction.runByIndex(data.statement(for: [id]), catalog.freshness)
      let answer = try data.answer(answers[0])
      if let found = answer.found[id] { (detail.data, detail.dataTable) = (found.data, found.tableNames) }
      detail.dataProblem = answer.problems[id]?.text
      if catalog.hasResults {
        detail.results = try transaction.query(
          "SELECT result FROM \(catalog.names.result) WHERE trigger_id = $1 ORDER BY id LIMIT 100", [.int64(id)]
        ).map { try $0.get(0) }
      }
      if catalog.sideTables != nil {
        let key: [PostgresValue] = [.int64(id), .instant(record.received)]
        let past = try transaction.run([
          PostgresStatement(DetailStatements.attempts(catalog.names), key),
          PostgresStatement(DetailStatements.actions(catalog.names), key),
        ])
        detail.attempts = try past[0].map { try Attempt(row: $0) }
        detail.actions = try past[1].map { try ActionRecord(row: $0) }
      }
      return (detail, answers[1])
    }
    // It may be mended by a GRANT or a migration at any time.
    if detail?.dataProblem != nil { forgetCatalog() }
    return detail
  }
}

private enum DetailStatements {
  static func attempts(_ names: TableNames) -> String {
    """
    SELECT number, started_at, (extract(epoch FROM duration) * 1000000)::bigint, outcome, processor, error_type,
      message, backtrace
    FROM \(names.attempt) WHERE trigger_id = $1 AND received = $2
    ORDER BY id DESC LIMIT 100
    """
  }

  static func actions(_ names: TableNames) -> String {
    """
    SELECT a.at, a.operator, a.host, a.verb, i.before::text, i.after::text
    FROM \(names.actionItem) AS i
    JOIN \(names.action) AS a ON a.id = i.action_id
    WHERE i.trigger_id = $1 AND i.received = $2 AND i.result = 'done'
    ORDER BY i.action_id DESC LIMIT 100
    """
  }
}

extension Attempt {
  fileprivate init(row: PostgresRow) throws {
    let error: AttemptError? = try row.get(5, as: String?.self).map { type in
      AttemptError(type: type, message: try row.get(6, as: String?.self) ?? "", backtrace: try row.get(7))
    }
    self.init(
      number: try row.get(0), started: try row.get(1), duration: .microseconds(try row.get(2, as: Int64.self)),
      outcome: Outcome(rawValue: try row.get(3)) ?? .failed, processor: try row.get(4), error: error)
  }
}

extension ActionRecord {
  fileprivate init(row: PostgresRow) throws {
    let (before, after) = (try row.get(4, as: String?.self), try row.get(5, as: String?.self))
    self.init(
      at: try row.get(0), by: Operator(name: try row.get(1), host: try row.get(2)), verb: try row.get(3),
      before: before.flatMap(Progress.init(journal:)), after: after.flatMap(Progress.init(journal:)),
      dataBefore: before.flatMap(TriggerData.init(journal:)), dataAfter: after.flatMap(TriggerData.init(journal:)))
  }
}
