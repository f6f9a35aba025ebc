import TriggerCore

extension PostgresStore {
  public func start(_ claims: [Claim], now: Instant?) async throws -> [StartedTrigger] {
    guard !claims.isEmpty else { return [] }
    let catalog = try await catalogWithSideTables()
    let parameters = [.instant(now)] + claims.parameters
    let reading = DataReading(catalog)
    let start = PostgresStatement(LeaseStatements.start(catalog.names), parameters)
    let data = reading.statement(for: claims.map(\.id))
    let answers = try await write { try $0.runLastByIndex(start, data, catalog.freshness) }
    if try catalog.isFresh(answers[2]) { return try answers[0].started(with: reading.answer(answers[1])) }
    // A table that was made meanwhile may hold data of theirs.
    forgetCatalog()
    return try await answers[0].started(with: self.data(of: claims.map(\.id)))
  }

  private func data(of ids: [TriggerID]) async throws -> DataReading.Answer {
    try await readFresh { transaction, catalog in
      let reading = DataReading(catalog)
      let answers = try transaction.runByIndex(reading.statement(for: ids), catalog.freshness)
      return (try reading.answer(answers[0]), answers[1])
    }
  }

  public func extend(_ claims: [Claim], lease: Duration, now: Instant?) async throws -> [Claim] {
    guard !claims.isEmpty else { return [] }
    let catalog = try await catalogWithSideTables()
    let statement = PostgresStatement(
      LeaseStatements.extend(catalog.names), [.instant(now)] + claims.parameters + [.microseconds(lease)])
    return try await checkingCatalog {
      try await leases.transaction(within: options.workTimeout) { try $0.runLastByIndex(statement)[0] }
    }.map { Claim(id: try $0.get(0), epoch: try $0.get(1)) }
  }

  public func release(_ claims: [Claim], hold: Duration?, now: Instant?) async throws {
    guard !claims.isEmpty else { return }
    let names = try await catalogWithSideTables().names
    if let hold {
      let parameters = [.instant(now)] + claims.parameters + [.microseconds(hold)]
      _ = try await write(PostgresStatement(LeaseStatements.hold(names), parameters))
    } else {
      _ = try await write(PostgresStatement(LeaseStatements.release(names), claims.parameters))
    }
  }

  public func rescue(
    _ ids: [TriggerID]?, limit: Int, processorID: String, lease: Duration, now: Instant?
  ) async throws -> [StartedTrigger] {
    guard limit > 0 else { return [] }
    let catalog = try await catalogWithSideTables()
    let parameters: [PostgresValue] = [
      .instant(now), .int64(Int64(limit)), .text(processorID), .microseconds(lease),
      .bool(ids != nil), .ids(ids ?? []),
    ]
    let reading = DataReading(catalog)
    return try await write { transaction in
      let rescued = try transaction.runByIndex(PostgresStatement(LeaseStatements.rescue(catalog.names), parameters))[0]
      guard !rescued.isEmpty else { return [] }
      let ids: [TriggerID] = try rescued.map { try $0.get(5) }
      return try rescued.started(with: reading.answer(transaction.runLastByIndex(reading.statement(for: ids))[0]))
    }
  }

  public func sweep(now: Instant?) async throws {
    let names = try await catalogWithSideTables().names
    _ = try await write(PostgresStatement(LeaseStatements.sweep(names), [.instant(now)]))
  }
}

extension [Claim] {
  /// Ids and epochs, each as an array.
  fileprivate var parameters: [PostgresValue] { [.ids(map(\.id)), .int64s(map(\.epoch))] }
}

extension PostgresResult {
  /// Reads rows of clock, epoch, forced, previous processor and start, and trigger.
  fileprivate func started(with answer: DataReading.Answer) throws -> [StartedTrigger] {
    try map { row in
      let record = try TriggerRecord(row: row, at: 5)
      return StartedTrigger(
        claim: Claim(id: record.id, epoch: try row.get(1)), record: record, forced: try row.get(2),
        data: answer.found[record.id]?.data, dataProblem: answer.problems[record.id]?.error(of: record.id),
        previousProcessor: try row.get(3), previousStart: try row.get(4),
        at: try row.get(0))
    }
  }
}

/// Each locks the claims it is about by ascending id before it changes any.
private enum LeaseStatements {
  static func start(_ names: TableNames) -> String {
    """
    WITH g AS MATERIALIZED (
      SELECT c.epoch, \(TriggerRecord.columns(of: "t"))
      FROM unnest($2, $3) AS r (id, epoch)
      JOIN \(names.claim) AS c ON c.trigger_id = r.id AND c.epoch = r.epoch
      JOIN \(names.trigger) AS t ON t.id = c.trigger_id AND t.date_received = c.received
      WHERE c.lease_until > \(SQLClock.now("$1"))
      ORDER BY t.id
      FOR NO KEY UPDATE OF c)
    UPDATE \(names.claim) AS c SET
      started_at = \(SQLClock.now("$1")), seen_processed = g.date_processed, seen_successful = g.successful,
      seen_tries = g.number_of_tries, seen_after = g.process_after
    FROM g
    WHERE c.trigger_id = g.id AND c.epoch = g.epoch
    RETURNING c.started_at, c.epoch, c.forced, NULL::text, NULL::timestamptz, \(TriggerRecord.columns(of: "g"))
    """
  }

  static func extend(_ names: TableNames) -> String {
    """
    WITH \(locked(names))
    UPDATE \(names.claim) AS c SET lease_until = \(SQLClock.now("$1")) + $4 * interval '1 microsecond'
    FROM g WHERE c.trigger_id = g.trigger_id AND c.epoch = g.epoch
    RETURNING c.trigger_id, c.epoch
    """
  }

  /// With a new epoch: whoever held the claim has lost it.
  static func hold(_ names: TableNames) -> String {
    """
    WITH \(locked(names))
    UPDATE \(names.claim) AS c SET
      kind = 'hold', epoch = \(names.nextEpoch), processor_id = NULL, started_at = NULL,
      lease_until = \(SQLClock.now("$1")) + $4 * interval '1 microsecond'
    FROM g WHERE c.trigger_id = g.trigger_id AND c.epoch = g.epoch
    """
  }

  static func release(_ names: TableNames) -> String {
    """
    WITH \(locked(names, ids: "$1", epochs: "$2"))
    DELETE FROM \(names.claim) AS c USING g WHERE c.trigger_id = g.trigger_id AND c.epoch = g.epoch
    """
  }

  /// Claims of triggers that are gone are removed on the way; those of triggers that row security hides are others'.
  static func rescue(_ names: TableNames) -> String {
    """
    WITH g AS MATERIALIZED (
      SELECT trigger_id, received, processor_id, (
        SELECT t.date_received FROM \(names.trigger) AS t WHERE t.id = c.trigger_id) = received AS is_there
      FROM \(names.claim) AS c
      WHERE kind = 'work' AND started_at IS NOT NULL AND lease_until <= \(SQLClock.now("$1"))
        AND (NOT $5 OR trigger_id = ANY ($6))
        AND (NOT \(names.hidesTriggers) OR EXISTS (
          SELECT FROM \(names.trigger) AS t WHERE t.id = c.trigger_id AND t.date_received = c.received))
      ORDER BY trigger_id LIMIT $2
      FOR NO KEY UPDATE SKIP LOCKED),
    gone AS (
      DELETE FROM \(names.claim) AS c USING g WHERE c.trigger_id = g.trigger_id AND g.is_there IS NOT TRUE),
    u AS (
      UPDATE \(names.claim) AS c SET
        epoch = \(names.nextEpoch), processor_id = $3,
        lease_until = \(SQLClock.now("$1")) + $4 * interval '1 microsecond'
      FROM g WHERE c.trigger_id = g.trigger_id AND g.is_there
      RETURNING c.trigger_id, c.epoch, c.forced, g.processor_id, c.started_at)
    SELECT \(SQLClock.now("$1")), u.epoch, u.forced, p.host || ':' || p.pid, u.started_at,
      \(TriggerRecord.columns(of: "t"))
    FROM u
    JOIN \(names.trigger) AS t ON t.id = u.trigger_id
    LEFT JOIN \(names.processor) AS p ON p.id = u.processor_id
    ORDER BY t.id
    """
  }

  /// What is to go is found first, then locked if it still is that very claim: triggers are only looked at, and a claim
  /// renewed or made anew meanwhile stays.
  static func sweep(_ names: TableNames) -> String {
    """
    WITH w AS MATERIALIZED (
      SELECT c.trigger_id, c.epoch, c.lease_until
      FROM \(names.claim) AS c
      LEFT JOIN LATERAL (
        SELECT t.* FROM \(names.trigger) AS t WHERE t.id = c.trigger_id AND t.date_received = c.received OFFSET 0
      ) AS t ON true
      WHERE (c.started_at IS NULL AND c.lease_until <= \(SQLClock.now("$1")))
        OR (t.id IS NULL AND NOT \(names.hidesTriggers)
          AND (c.kind <> 'work' OR c.lease_until <= \(SQLClock.now("$1"))))
        OR (c.kind = 'hold' AND t.date_processed IS NOT NULL)
        OR (c.kind = 'sent' AND t.id IS NOT NULL
          AND (c.seen_processed, c.seen_successful, c.seen_tries, c.seen_after)
            IS DISTINCT FROM (t.date_processed, t.successful, t.number_of_tries, t.process_after)
          AND NOT EXISTS (
            SELECT FROM \(names.processor) AS p
            WHERE p.id = c.processor_id
              AND p.seen_at > \(SQLClock.now("$1")) - interval '\(ProcessorRecord.silence.microseconds) microseconds'))
      LIMIT 1000),
    g AS MATERIALIZED (
      SELECT c.trigger_id, c.epoch
      FROM w JOIN \(names.claim) AS c ON c.trigger_id = w.trigger_id
      WHERE c.epoch = w.epoch AND c.lease_until = w.lease_until
      ORDER BY c.trigger_id
      FOR UPDATE OF c SKIP LOCKED)
    DELETE FROM \(names.claim) AS c USING g WHERE c.trigger_id = g.trigger_id AND c.epoch = g.epoch
    """
  }

  private static func locked(_ names: TableNames, ids: String = "$2", epochs: String = "$3") -> String {
    """
    g AS MATERIALIZED (
      SELECT c.trigger_id, c.epoch
      FROM unnest(\(ids), \(epochs)) AS r (id, epoch)
      JOIN \(names.claim) AS c ON c.trigger_id = r.id AND c.epoch = r.epoch
      ORDER BY c.trigger_id
      FOR NO KEY UPDATE OF c)
    """
  }
}
