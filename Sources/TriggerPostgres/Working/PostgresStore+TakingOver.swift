import TriggerCore

extension PostgresStore {
  public func expired(
    _ ids: [TriggerID]?, types: [String], besides processorID: String, limit: Int, now: Instant?
  ) async throws -> ExpiredClaims {
    let catalog = try await catalogForWork()
    let parameters: [PostgresValue] = [
      .instant(now), .texts(catalog.encoding.held(types)), .int64(Int64(max(0, limit))), .bool(ids != nil),
      .ids(ids ?? []), .text(processorID),
    ]
    let answers = try await write {
      try $0.runLastByIndex(
        PostgresStatement(TakeoverStatements.expired(catalog.names), parameters),
        PostgresStatement(TakeoverStatements.next(catalog.names), [.instant(now), .text(processorID)]))
    }
    let claims = try answers[0].map { row in
      ExpiredClaim(
        claim: Claim(id: try row.get(0), epoch: try row.get(1), takeovers: try row.get(2)), processor: try row.get(3))
    }
    return ExpiredClaims(claims: claims, next: try answers[1][0].get(0), at: try answers[1][0].get(1))
  }

  public func takeOver(
    _ claims: [ExpiredClaim], processorID: String, lease: Duration, now: Instant?
  ) async throws -> [TakenOver] {
    guard !claims.isEmpty else { return [] }
    let names = try await catalogForWork().names
    let statement = PostgresStatement(
      TakeoverStatements.takeOver(names),
      [
        .instant(now), .ids(claims.map(\.claim.id)), .int64s(claims.map(\.claim.epoch)), .text(processorID),
        .microseconds(lease),
      ])
    return try await write(statement).map { row in
      TakenOver(
        claim: Claim(id: try row.get(0), epoch: try row.get(1), takeovers: try row.get(2)), started: try row.get(3))
    }
  }
}

private enum TakeoverStatements {
  /// What a processor of the first version marked as started need not have been begun.
  private static let begun = "c.started_at IS NOT NULL AND (p.id IS NULL OR p.version IS NOT NULL)"

  /// Claims of triggers that row security hides are others'.
  static func expired(_ names: TableNames) -> String {
    """
    SELECT c.trigger_id, c.epoch, c.takeovers, p.host || ':' || p.pid
    FROM \(names.claim) AS c
    LEFT JOIN \(names.processor) AS p ON p.id = c.processor_id
    CROSS JOIN LATERAL (
      SELECT trigger_type FROM \(names.trigger) WHERE id = c.trigger_id AND date_received = c.received LIMIT 1) AS t
    WHERE c.kind = 'work' AND c.lease_until <= \(SQLClock.now("$1")) AND c.processor_id IS DISTINCT FROM $6
      AND (NOT $4 OR c.trigger_id = ANY ($5))
      AND (t.trigger_type = ANY ($2) OR (\(begun)))
    ORDER BY c.trigger_id LIMIT $3
    """
  }

  static func next(_ names: TableNames) -> String {
    """
    SELECT min(lease_until), \(SQLClock.now("$1"))
    FROM \(names.claim)
    WHERE kind = 'work' AND lease_until > \(SQLClock.now("$1")) AND processor_id IS DISTINCT FROM $2
    """
  }

  static func takeOver(_ names: TableNames) -> String {
    """
    WITH g AS MATERIALIZED (
      SELECT c.trigger_id, c.epoch, (
        SELECT CASE WHEN \(begun) THEN c.started_at END
        FROM (SELECT) AS always LEFT JOIN \(names.processor) AS p ON p.id = c.processor_id) AS started_at
      FROM unnest($2, $3) AS r (id, epoch)
      JOIN \(names.claim) AS c ON c.trigger_id = r.id AND c.epoch = r.epoch
      WHERE c.kind = 'work' AND c.lease_until <= \(SQLClock.now("$1"))
      ORDER BY c.trigger_id
      FOR NO KEY UPDATE OF c SKIP LOCKED)
    UPDATE \(names.claim) AS c SET
      epoch = \(names.nextEpoch), processor_id = $4, takeovers = c.takeovers + 1, started_at = g.started_at,
      lease_until = \(SQLClock.now("$1")) + $5 * interval '1 microsecond'
    FROM g WHERE c.trigger_id = g.trigger_id AND c.epoch = g.epoch
    RETURNING c.trigger_id, c.epoch, c.takeovers, c.started_at
    """
  }
}
