import TriggerCore

extension PostgresStore {
  public func finish(_ finishes: [Finish]) async throws -> [FinishResult] {
    guard !finishes.isEmpty else { return [] }
    let catalog = try await catalogWithSideTables()
    // An end that comes twice is recorded once; the second then finds its claim gone.
    var known: Set<Claim> = []
    let indices = finishes.indices.filter { known.insert(finishes[$0].claim).inserted }
    let statement = FinishStatement.statement(indices.map { finishes[$0] }, catalog)
    return try await write { transaction in
      let result = try transaction.runLastByIndex(PostgresStatement(PostgresExtra.ownWrite), statement)[1]
      var answers = Array(repeating: FinishResult.stale, count: finishes.count)
      for row in result {
        let index = indices[try row.get(0, as: Int.self) - 1]
        answers[index] = try row.get(1, as: Bool.self) ? .recorded : .changed(try TriggerRecord(row: row, at: 2))
      }
      return answers
    }
  }
}

/// Records ends of attempts in one statement. Lock order: each trigger, then its claim, by ascending id.
private enum FinishStatement {
  /// It answers with ordinal, whether it was recorded, and the row as it stood; what is absent is stale.
  static func statement(_ finishes: [Finish], _ catalog: PostgresCatalog) -> PostgresStatement {
    let encoding = catalog.encoding
    let attempts = finishes.enumerated().compactMap { index, finish in finish.attempt.map { (Int64(index + 1), $0) } }
    let results = finishes.enumerated().flatMap { index, finish in finish.results.map { (Int64(index + 1), $0) } }
    return PostgresStatement(
      sql(catalog.names, hasAttempts: !attempts.isEmpty, hasResults: !results.isEmpty),
      [
        .ids(finishes.map(\.claim.id)), .int64s(finishes.map(\.claim.epoch)),
        .instants(finishes.map(\.seen.processed)), .bools(finishes.map(\.seen.successful)),
        .int64s(finishes.map { Int64($0.seen.tries) }), .instants(finishes.map(\.seen.after)),
        .instants(finishes.map(\.progress.processed)), .bools(finishes.map(\.progress.successful)),
        .int64s(finishes.map { Int64($0.progress.tries) }), .instants(finishes.map(\.progress.after)),
      ]
        + (attempts.isEmpty
          ? []
          : [
            .int64s(attempts.map(\.0)), .int64s(attempts.map { Int64($0.1.number) }),
            .texts(attempts.map { $0.1.processor.map(encoding.fitted) }), .instants(attempts.map(\.1.started)),
            .int64s(attempts.map(\.1.duration.microseconds)), .texts(attempts.map(\.1.outcome.rawValue)),
            .texts(attempts.map { ($0.1.error?.type).map(encoding.fitted) }),
            .texts(attempts.map { ($0.1.error?.message).map(encoding.fitted) }),
            .texts(attempts.map { ($0.1.error?.backtrace).map(encoding.fitted) }),
          ])
        + (results.isEmpty ? [] : [.int64s(results.map(\.0)), .texts(results.map { encoding.withoutNUL($0.1) })]))
  }

  private static func sql(_ names: TableNames, hasAttempts: Bool, hasResults: Bool) -> String {
    let firstResult = hasAttempts ? 20 : 11
    return """
      WITH r AS MATERIALIZED (
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) WITH ORDINALITY AS r (
          id, epoch, seen_processed, seen_successful, seen_tries, seen_after, processed, successful, tries, after,
          ordinal)),
      g AS MATERIALIZED (
        SELECT r.ordinal, \(TriggerRecord.columns(of: "t"))
        FROM r
        JOIN \(names.trigger) AS t ON t.id = r.id
        JOIN \(names.claim) AS c ON c.trigger_id = r.id AND c.epoch = r.epoch AND c.received = t.date_received
        ORDER BY t.id
        FOR NO KEY UPDATE OF t, c),
      u AS (
        UPDATE \(names.trigger) AS t SET
          date_processed = r.processed, successful = r.successful, number_of_tries = r.tries, process_after = r.after
        FROM g JOIN r USING (ordinal)
        WHERE t.id = g.id
          AND (t.date_processed, t.successful, t.number_of_tries, t.process_after)
            IS NOT DISTINCT FROM (r.seen_processed, r.seen_successful, r.seen_tries, r.seen_after)
        RETURNING r.ordinal, t.id, t.date_received, r.epoch),
      \(hasAttempts ? attempts(names) : "")\(hasResults ? results(names, first: firstResult) : "")d AS (
        DELETE FROM \(names.claim) AS c USING u WHERE c.trigger_id = u.id)
      SELECT g.ordinal, u.ordinal IS NOT NULL, \(TriggerRecord.columns(of: "g"))
      FROM g LEFT JOIN u USING (ordinal)
      """
  }

  private static func attempts(_ names: TableNames) -> String {
    """
    a AS (
      INSERT INTO \(names.attempt) (
        trigger_id, received, epoch, number, processor, started_at, duration, outcome, error_type, message, backtrace)
      SELECT u.id, u.date_received, u.epoch, n.number, n.processor, n.started_at, n.duration * interval '1 microsecond',
        n.outcome, n.error_type, n.message, n.backtrace
      FROM unnest($11, $12, $13, $14, $15, $16, $17, $18, $19) AS n (
        ordinal, number, processor, started_at, duration, outcome, error_type, message, backtrace)
      JOIN u USING (ordinal)),

    """
  }

  private static func results(_ names: TableNames, first: Int) -> String {
    """
    x AS (
      INSERT INTO \(names.result) (trigger_id, result)
      SELECT u.id, n.result
      FROM unnest($\(first), $\(first + 1)) WITH ORDINALITY AS n (ordinal, result, place)
      JOIN u USING (ordinal)
      ORDER BY n.place),

    """
  }
}
