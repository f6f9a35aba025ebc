import TriggerCore

extension PostgresStore {
  public func recheck(_ claims: [Claim], now: Instant?) async throws -> [CheckedTrigger] {
    guard !claims.isEmpty else { return [] }
    let catalog = try await catalogForWork()
    let reading = DataReading(catalog)
    let rows = PostgresStatement.kept(LeaseStatements.recheck(catalog.names), [.instant(now)] + claims.parameters)
    let data = reading.statement(for: claims.map(\.id), withTypes: false)
    let answers = try await write { try $0.runLastByKey(rows, data, catalog.freshness) }
    var checked = try claims.checked(answers[0])
    if try catalog.isFresh(answers[2]) {
      let types = checked.map { ($0.record.id, $0.record.type) }
      try checked.fill(from: reading.answer(answers[1], types: types))
    } else {
      // A table that was made meanwhile may hold data of theirs.
      forgetCatalog()
      checked.fill(from: try await self.data(of: claims.map(\.id)))
    }
    return checked
  }

  private func data(of ids: [TriggerID]) async throws -> DataReading.Answer {
    try await readFresh { transaction, catalog in
      let reading = DataReading(catalog)
      let answers = try transaction.runByIndex(reading.statement(for: ids), catalog.freshness)
      return (try reading.answer(answers[0]), answers[1])
    }
  }

  public func start(_ claim: Claim, now: Instant?) async throws -> Bool {
    let names = try await catalogForWork().names
    let parameters: [PostgresValue] = [.instant(now), .int64(claim.id), .int64(claim.epoch)]
    return try await !write(PostgresStatement(LeaseStatements.start(names), parameters)).isEmpty
  }

  public func extend(_ claims: [Claim], lease: Duration, now: Instant?) async throws -> [Claim] {
    guard !claims.isEmpty else { return [] }
    let catalog = try await catalogForWork()
    let statement = PostgresStatement(
      LeaseStatements.extend(catalog.names), [.instant(now)] + claims.parameters + [.microseconds(lease)])
    let renewed = try await checkingCatalog {
      try await leases.transaction(within: options.renewalLimit(of: lease)) { try $0.runLastByIndex(statement)[0] }
    }.map { try $0.get(0, as: Int64.self) }
    let epochs = Set(renewed)
    return claims.filter { epochs.contains($0.epoch) }
  }

  public func release(_ claims: [Claim], hold: Duration?, now: Instant?) async throws {
    guard !claims.isEmpty else { return }
    let names = try await catalogForWork().names
    if let hold {
      let parameters = [.instant(now)] + claims.parameters + [.microseconds(hold)]
      _ = try await write(PostgresStatement(LeaseStatements.hold(names), parameters))
    } else {
      _ = try await write(PostgresStatement(LeaseStatements.release(names), [.instant(now)] + claims.parameters))
    }
  }

  public func sweep(now: Instant?) async throws {
    let names = try await catalogForWork().names
    _ = try await write(PostgresStatement(LeaseStatements.sweep(names), [.instant(now)]))
  }
}

extension [Claim] {
  /// Ids and epochs, each as an array.
  fileprivate var parameters: [PostgresValue] { [.ids(map(\.id)), .int64s(map(\.epoch))] }

  /// - Parameter rows: of place among the claims, clock, forced, and trigger.
  fileprivate func checked(_ rows: PostgresResult) throws -> [CheckedTrigger] {
    try rows.map { row in
      CheckedTrigger(
        claim: self[try row.get(0, as: Int.self) - 1], record: try TriggerRecord(row: row, at: 3),
        forced: try row.get(2), at: try row.get(1))
    }
  }
}

extension [CheckedTrigger] {
  fileprivate mutating func fill(from answer: DataReading.Answer) {
    guard !answer.isEmpty else { return }
    for index in indices {
      let id = self[index].record.id
      self[index].data = answer.found[id]?.data
      self[index].dataProblem = answer.problems[id]?.error(of: id)
    }
  }
}

/// Those that change several claims lock them by ascending id first.
enum LeaseStatements {
  /// Nothing is locked: what changes from now on is seen by the guard that records. Each row is looked up by its key,
  /// whatever the planner believes of the tables' sizes.
  static func recheck(_ names: TableNames) -> String {
    """
    SELECT r.place, \(SQLClock.now("$1")), c.forced, \(TriggerRecord.columns(of: "t"))
    FROM unnest($2, $3) WITH ORDINALITY AS r (id, epoch, place)
    CROSS JOIN LATERAL (
      SELECT received, forced FROM \(names.claim) WHERE trigger_id = r.id AND epoch = r.epoch LIMIT 1) AS c
    CROSS JOIN LATERAL (
      SELECT * FROM \(names.trigger) WHERE id = r.id AND date_received = c.received LIMIT 1) AS t
    ORDER BY r.place
    """
  }

  static func start(_ names: TableNames) -> String {
    """
    UPDATE \(names.claim) SET started_at = \(SQLClock.now("$1"))
    WHERE trigger_id = $2 AND epoch = $3 AND lease_until > \(SQLClock.now("$1"))
    RETURNING trigger_id
    """
  }

  static func extend(_ names: TableNames) -> String {
    """
    WITH \(locked(names))
    UPDATE \(names.claim) AS c SET lease_until = \(SQLClock.now("$1")) + $4 * interval '1 microsecond'
    FROM g WHERE c.trigger_id = g.trigger_id AND c.epoch = g.epoch
    RETURNING c.epoch
    """
  }

  /// With a new epoch: whoever held the claim has lost it.
  static func hold(_ names: TableNames) -> String {
    """
    WITH \(locked(names))
    UPDATE \(names.claim) AS c SET \(hold(names, until: "\(SQLClock.now("$1")) + $4 * interval '1 microsecond'"))
    FROM g WHERE c.trigger_id = g.trigger_id AND c.epoch = g.epoch
    """
  }

  static func release(_ names: TableNames) -> String {
    """
    WITH \(locked(names)),
    d AS (
      DELETE FROM \(names.claim) AS c USING g
      WHERE c.trigger_id = g.trigger_id AND c.epoch = g.epoch AND c.takeovers = 0)
    UPDATE \(names.claim) AS c SET \(hold(names, until: SQLClock.now("$1")))
    FROM g WHERE c.trigger_id = g.trigger_id AND c.epoch = g.epoch AND c.takeovers > 0
    """
  }

  private static func hold(_ names: TableNames, until end: String) -> String {
    """
    kind = 'hold', epoch = \(names.nextEpoch), processor_id = NULL, started_at = NULL, lease_until = \(end)
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
      WHERE (c.kind <> 'work' AND c.lease_until <= \(SQLClock.now("$1")) AND (c.kind = 'sent' OR c.takeovers = 0))
        OR (t.id IS NULL AND NOT \(names.hidesTriggers)
          AND (c.kind <> 'work' OR c.lease_until <= \(SQLClock.now("$1"))))
        OR (c.kind = 'hold' AND t.date_processed IS NOT NULL)
        OR (c.kind = 'work' AND t.date_processed IS NOT NULL AND c.lease_until <= \(SQLClock.now("$1"))
          - CASE WHEN c.forced THEN interval '1 hour' ELSE interval '0' END)
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

  private static func locked(_ names: TableNames) -> String {
    """
    g AS MATERIALIZED (
      SELECT c.trigger_id, c.epoch
      FROM unnest($2, $3) AS r (id, epoch)
      JOIN \(names.claim) AS c ON c.trigger_id = r.id AND c.epoch = r.epoch
      ORDER BY c.trigger_id
      FOR NO KEY UPDATE OF c)
    """
  }
}
