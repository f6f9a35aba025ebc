import GRDB
import TriggerCore

extension SQLiteStore {
  /// The most a detail shows of anything.
  private static let most = 100

  public func records(ids: [TriggerID]) async throws -> [TriggerRecord] {
    if ids.isEmpty { return [] }
    return try await database.read { db in try TriggerRecord.fetch(db, ids: ids) }
  }

  public func detail(of id: TriggerID, now: Instant?) async throws -> TriggerDetail? {
    try await database.read { db in
      guard let record = try TriggerRecord.fetch(db, ids: [id]).first else { return nil }
      let result = try ChildTables(db, ownTables).results(of: [id])[id]
      let found = try? result?.get()
      let problem: DataProblem? = if case .failure(let problem)? = result { problem } else { nil }
      let hasSideTables = try db.sideTables != nil
      return TriggerDetail(
        row: try rows(of: [record], db)[0], data: found?.data, dataTable: found?.tableNames,
        dataProblem: problem?.text, attempts: hasSideTables ? try attempts(of: id, db) : [],
        results: try results(of: id, db),
        actions: hasSideTables ? try actions(on: id, db) : [], at: now ?? .now)
    }
  }

  private func attempts(of id: TriggerID, _ db: Database) throws -> [Attempt] {
    let sql = """
      SELECT a.number, a.started_at, a.duration, a.outcome, a.processor, a.error_type, a.message, a.backtrace
      FROM triggertop_attempt a JOIN djtriggers_trigger t ON t.id = a.trigger_id AND t.date_received = a.received
      WHERE a.trigger_id = ? ORDER BY a.id DESC LIMIT ?
      """
    return try Row.fetchAll(db, sql: sql, arguments: [id, Self.most]).map { row in
      let fields = RowFields(row: row, id: id)
      return Attempt(
        number: Int(try fields.integer(0, "number") ?? 0),
        started: try fields.instant(1, "started_at") ?? .negativeInfinity,
        duration: .microseconds(try fields.integer(2, "duration") ?? 0),
        outcome: fields.text(3).flatMap(Attempt.Outcome.init(rawValue:)) ?? .failed, processor: fields.text(4),
        error: fields.text(5) == nil ? nil : AttemptError(row: row, from: 5))
    }
  }

  private func results(of id: TriggerID, _ db: Database) throws -> [String] {
    let sql = "SELECT result FROM djtriggers_triggerresult WHERE trigger_id = ? ORDER BY id LIMIT ?"
    guard try db.has("djtriggers_triggerresult") else { return [] }
    return try String.fetchAll(db, sql: sql, arguments: [id, Self.most])
  }

  private func actions(on id: TriggerID, _ db: Database) throws -> [ActionRecord] {
    let sql = """
      SELECT a.at, a.operator, a.host, a.verb, i.before, i.after FROM triggertop_action_item i
      JOIN triggertop_action a ON a.id = i.action_id
      JOIN djtriggers_trigger t ON t.id = i.trigger_id AND t.date_received = i.received
      WHERE i.trigger_id = ? AND i.result = 'done' ORDER BY i.action_id DESC LIMIT ?
      """
    return try Row.fetchAll(db, sql: sql, arguments: [id, Self.most]).map { row in
      let fields = RowFields(row: row, id: id)
      return ActionRecord(
        at: try fields.instant(0, "at") ?? .negativeInfinity,
        by: Operator(name: fields.text(1) ?? "", host: fields.text(2) ?? ""), verb: fields.text(3) ?? "",
        before: fields.text(4).flatMap(Progress.init(journal:)), after: fields.text(5).flatMap(Progress.init(journal:)),
        dataBefore: fields.text(4).flatMap(TriggerData.init(journal:)),
        dataAfter: fields.text(5).flatMap(TriggerData.init(journal:)))
    }
  }
}
