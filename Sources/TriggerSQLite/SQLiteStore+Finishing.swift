import GRDB
import TriggerCore

extension SQLiteStore {
  public func finish(_ finishes: [Finish]) async throws -> [FinishResult] {
    if finishes.isEmpty { return [] }
    return try await database.write { db in
      try db.requireWorkTables()
      return try finishes.map { try finish($0, db) }
    }
  }

  /// The guard is compared here, on values rather than text: within `BEGIN IMMEDIATE` nobody writes in between.
  private func finish(_ finish: Finish, _ db: Database) throws -> FinishResult {
    let sql = """
      SELECT \(TriggerRecord.columns) FROM djtriggers_trigger t
      JOIN triggertop_claim c ON c.trigger_id = t.id AND c.received = t.date_received
      WHERE t.id = ? AND c.epoch = ?
      """
    let key: StatementArguments = [finish.claim.id, finish.claim.epoch]
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: key) else { return .stale }
    let record = try TriggerRecord(row: row)
    if record.progress != finish.seen { return .changed(record) }
    try write(finish.progress, to: record.id, db)
    // A trigger of the file may have ignored it.
    if db.changesCount == 0 { return .changed(record) }
    try append(finish.attempt, of: finish.claim, db)
    for result in finish.results {
      try db.cachedStatement(sql: "INSERT INTO djtriggers_triggerresult (result, trigger_id) VALUES (?, ?)")
        .execute(arguments: [result, record.id])
    }
    if finish.keepsTakeovers {
      try makeHolds(of: [finish.claim], until: .negativeInfinity, db)
    } else {
      try db.cachedStatement(sql: "DELETE FROM triggertop_claim WHERE trigger_id = ? AND epoch = ?")
        .execute(arguments: key)
    }
    return .recorded
  }

  /// Only the four columns that are ours to change.
  func write(_ progress: Progress, to id: TriggerID, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        UPDATE djtriggers_trigger SET date_processed = ?, successful = ?, number_of_tries = ?, process_after = ?
        WHERE id = ?
        """
    ).execute(arguments: [
      progress.processed?.storedText, progress.successful, progress.tries, progress.after?.storedText, id,
    ])
  }

  private func append(_ attempt: Attempt?, of claim: Claim, _ db: Database) throws {
    guard let attempt else { return }
    try db.cachedStatement(
      sql: """
        INSERT INTO triggertop_attempt (trigger_id, received, epoch, number, processor, started_at, duration, outcome,
          error_type, message, backtrace)
        SELECT id, date_received, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM djtriggers_trigger WHERE id = ?
        """
    ).execute(arguments: [
      claim.epoch, attempt.number, attempt.processor, attempt.started.storedText, attempt.duration.microseconds,
      attempt.outcome.rawValue, attempt.error?.type, attempt.error?.message, attempt.error?.backtrace, claim.id,
    ])
  }
}
