import GRDB
import TriggerCore

extension SQLiteStore {
  /// What a processor of the first version marked as started need not have been begun.
  private static let begun = "c.started_at IS NOT NULL AND (p.id IS NULL OR p.version IS NOT NULL)"

  public func expired(
    _ ids: [TriggerID]?, types: [String], besides processorID: String, limit: Int, now: Instant?
  ) async throws -> ExpiredClaims {
    try await database.read { db in
      try known.requireWorkTables(db)
      let now = now ?? .now
      let claims = try Row.fetchAll(
        db,
        sql: """
          SELECT c.trigger_id, c.epoch, c.takeovers, p.host || ':' || p.pid FROM triggertop_claim c
          JOIN djtriggers_trigger t ON t.id = c.trigger_id AND t.date_received = c.received
          LEFT JOIN triggertop_processor p ON p.id = c.processor_id
          WHERE c.kind = 'work' AND c.lease_until <= :now AND c.processor_id IS NOT :own
            AND (:ids IS NULL OR c.trigger_id IN (SELECT value FROM json_each(:ids)))
            AND (t.trigger_type IN (SELECT value FROM json_each(:types)) OR \(Self.begun))
          ORDER BY c.trigger_id LIMIT :limit
          """,
        arguments: [
          "now": now.storedText, "ids": ids?.json, "limit": max(0, limit), "own": processorID,
          "types": DataValue.array(types.map(DataValue.text)).json,
        ])
      let next = try String.fetchOne(
        db,
        sql: """
          SELECT min(lease_until) FROM triggertop_claim
          WHERE kind = 'work' AND lease_until > ? AND processor_id IS NOT ?
          """, arguments: [now.storedText, processorID])
      return ExpiredClaims(
        claims: claims.map { row in
          ExpiredClaim(claim: Claim(id: row[0], epoch: row[1], takeovers: row[2]), processor: row[3])
        },
        next: next.flatMap(Instant.init(stored:)), at: now)
    }
  }

  public func takeOver(
    _ claims: [ExpiredClaim], processorID: String, lease: Duration, now: Instant?
  ) async throws -> [TakenOver] {
    if claims.isEmpty { return [] }
    return try await database.write { db in
      try known.requireWorkTables(db)
      let now = now ?? .now
      let take = try db.cachedStatement(
        sql: """
          UPDATE triggertop_claim AS c SET epoch = ?, processor_id = ?, lease_until = ?, takeovers = takeovers + 1,
            started_at = (
              SELECT iif(\(Self.begun), c.started_at, NULL)
              FROM (SELECT 1) LEFT JOIN triggertop_processor p ON p.id = c.processor_id)
          WHERE trigger_id = ? AND epoch = ? AND kind = 'work' AND lease_until <= ?
          RETURNING takeovers, started_at
          """)
      return try zip(claims, db.takeEpochs(claims.count)).compactMap { expired, epoch in
        let id = expired.claim.id
        let row = try Row.fetchOne(
          take,
          arguments: [epoch, processorID, (now + lease).storedText, id, expired.claim.epoch, now.storedText])
        guard let row else { return nil }
        return TakenOver(
          claim: Claim(id: id, epoch: epoch, takeovers: row[0]),
          started: (row[1] as String?).flatMap(Instant.init(stored:)))
      }
    }
  }
}
