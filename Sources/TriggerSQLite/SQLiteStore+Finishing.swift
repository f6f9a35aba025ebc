import GRDB
import TriggerCore

extension SQLiteStore {
  public func finish(_ finishes: [Finish]) async throws -> [FinishResult] {
    if finishes.isEmpty { return [] }
    return try await database.write { db in
      try known.requireWorkTables(db)
      let recording = try Recording(db)
      return try finishes.map { finish in
        let result = try recording.write(finish)
        if result == .recorded, finish.keepsTakeovers {
          try makeHolds(of: [finish.claim], until: .negativeInfinity, db)
        }
        return result
      }
    }
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
}

/// Writes ends of attempts, within one transaction.
private struct Recording {
  private let db: Database
  private let guarded: RowStatement
  private let end: RowStatement
  private let changes: Changes

  init(_ db: Database) throws {
    self.db = db
    guarded = try RowStatement(
      db,
      """
      SELECT \(Progress.columns) FROM triggertop_claim c
      JOIN djtriggers_trigger t ON t.id = c.trigger_id AND t.date_received = c.received
      WHERE c.trigger_id = ? AND c.epoch = ?
      """)
    end = try RowStatement(db, "DELETE FROM triggertop_claim WHERE trigger_id = ? AND epoch = ?")
    changes = Changes(db)
  }

  /// The guard is compared here, on values rather than text: within `BEGIN IMMEDIATE` nobody writes in between. Where
  /// takeovers are to be kept, the claim is left to the caller.
  func write(_ finish: Finish) throws -> FinishResult {
    let claim = finish.claim
    guarded.bind(claim.id, at: 1)
    guarded.bind(claim.epoch, at: 2)
    guard let plain = try guarded.first({ row in try? row.progress(from: 0) }) else { return .stale }
    // What does not read plainly may still be read; or the record tells why not.
    let progress = try plain ?? record(claim.id).progress
    guard progress == finish.seen, try changes.write(finish.progress, over: finish.seen, of: claim.id) else {
      return .changed(try record(claim.id))
    }
    if let attempt = finish.attempt { try append(attempt, of: claim) }
    for result in finish.results {
      try db.cachedStatement(sql: "INSERT INTO djtriggers_triggerresult (result, trigger_id) VALUES (?, ?)")
        .execute(arguments: [result, claim.id])
    }
    if !finish.keepsTakeovers {
      end.bind(claim.id, at: 1)
      end.bind(claim.epoch, at: 2)
      try end.run()
    }
    return .recorded
  }

  private func record(_ id: TriggerID) throws -> TriggerRecord {
    let sql = "SELECT \(TriggerRecord.columns) FROM djtriggers_trigger t WHERE t.id = ?"
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id]) else {
      throw StoreError.failed("Trigger \(id) is gone.")
    }
    return try TriggerRecord(row: row)
  }

  /// Where a trigger only goes on waiting (`ProcessLater`), its newest attempt tells of the last time.
  private func append(_ attempt: Attempt, of claim: Claim) throws {
    if attempt.outcome == .later, try repeats(attempt, of: claim) { return }
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

extension Recording {
  private func repeats(_ attempt: Attempt, of claim: Claim) throws -> Bool {
    try db.cachedStatement(
      sql: """
        UPDATE triggertop_attempt SET epoch = ?1, processor = ?2, started_at = ?3, duration = ?4
        WHERE id = (SELECT max(id) FROM triggertop_attempt WHERE trigger_id = ?5) AND outcome = 'later' AND number = ?6
          AND received = (SELECT date_received FROM djtriggers_trigger WHERE id = ?5)
        """
    ).execute(arguments: [
      claim.epoch, attempt.processor, attempt.started.storedText, attempt.duration.microseconds, claim.id,
      attempt.number,
    ])
    return db.changesCount > 0
  }
}

/// Writes those of our four columns that change: each that is named costs its index a removal and an entry.
private final class Changes {
  private let db: Database
  private var statements: [RowStatement?] = Array(repeating: nil, count: 4)

  init(_ db: Database) { self.db = db }

  /// - Returns: false where a trigger of the file ignored it.
  func write(_ progress: Progress, over seen: Progress, of id: TriggerID) throws -> Bool {
    let (isProcessed, isMoved) = (progress.processed != seen.processed, progress.after != seen.after)
    let statement = try statement(isProcessed, isMoved)
    statement.bind(id, at: 1)
    statement.bind(progress.successful, at: 2)
    statement.bind(Int64(progress.tries), at: 3)
    if isProcessed { statement.bind(progress.processed?.storedText, at: 4) }
    if isMoved { statement.bind(progress.after?.storedText, at: 5) }
    try statement.run()
    return db.changesCount > 0
  }

  private func statement(_ isProcessed: Bool, _ isMoved: Bool) throws -> RowStatement {
    let number = (isProcessed ? 1 : 0) + (isMoved ? 2 : 0)
    if let known = statements[number] { return known }
    let sql = """
      UPDATE djtriggers_trigger SET successful = ?2, number_of_tries = ?3
      \(isProcessed ? ", date_processed = ?4" : "") \(isMoved ? ", process_after = ?5" : "") WHERE id = ?1
      """
    let statement = try RowStatement(db, sql)
    statements[number] = statement
    return statement
  }
}
