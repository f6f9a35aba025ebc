import GRDB
import TriggerCore

extension SQLiteStore {
  public func start(_ claims: [Claim], now: Instant?) async throws -> [StartedTrigger] {
    if claims.isEmpty { return [] }
    return try await database.write { db in
      try db.requireSideTables()
      let now = now ?? .now
      let mark = try db.cachedStatement(
        sql: "UPDATE triggertop_claim SET started_at = ? WHERE trigger_id = ? AND epoch = ? AND lease_until > ?")
      let held = try claims.filter { claim in
        try mark.execute(arguments: [now.storedText, claim.id, claim.epoch, now.storedText])
        return db.changesCount == 1
      }
      return try started(held, data: ChildTables(db, ownTables).results(of: held.map(\.id)), now: now, db)
    }
  }

  /// Reads the rows of claims that are held; those whose row is gone are left out. A row that can't be read has a
  /// problem as one has whose data can't be read: it must hold up no other.
  private func started(
    _ claims: [Claim], data: [TriggerID: Result<FoundData, DataProblem>], now: Instant, _ db: Database
  ) throws -> [StartedTrigger] {
    let sql = """
      SELECT \(TriggerRecord.columns), c.forced FROM djtriggers_trigger t
      JOIN triggertop_claim c ON c.trigger_id = t.id AND c.received = t.date_received
      WHERE t.id = ?
      """
    let statement = try db.cachedStatement(sql: sql)
    return try claims.compactMap { claim in
      guard let row = try Row.fetchOne(statement, arguments: [claim.id]) else { return nil }
      var trigger = StartedTrigger(
        claim: claim, record: TriggerRecord(named: row, id: claim.id), forced: row[8], at: now)
      do {
        trigger.record = try TriggerRecord(row: row)
      } catch let problem as StoreError {
        trigger.dataProblem = problem
        return trigger
      }
      switch data[claim.id] {
      case .success(let found): trigger.data = found.data
      case .failure(let problem): trigger.dataProblem = problem.error(of: claim.id)
      case nil: break
      }
      return trigger
    }
  }

  public func extend(_ claims: [Claim], lease: Duration, now: Instant?) async throws -> [Claim] {
    if claims.isEmpty { return [] }
    return try await database.write { db in
      try db.requireSideTables()
      let until = ((now ?? .now) + lease).storedText
      let statement = try db.cachedStatement(
        sql: "UPDATE triggertop_claim SET lease_until = ? WHERE trigger_id = ? AND epoch = ?")
      return try claims.filter { claim in
        try statement.execute(arguments: [until, claim.id, claim.epoch])
        return db.changesCount == 1
      }
    }
  }

  public func release(_ claims: [Claim], hold: Duration?, now: Instant?) async throws {
    if claims.isEmpty { return }
    try await database.write { db in
      try db.requireSideTables()
      guard let hold else {
        let statement = try db.cachedStatement(sql: "DELETE FROM triggertop_claim WHERE trigger_id = ? AND epoch = ?")
        for claim in claims { try statement.execute(arguments: [claim.id, claim.epoch]) }
        return
      }
      let until = ((now ?? .now) + hold).storedText
      let statement = try db.cachedStatement(
        sql: """
          UPDATE triggertop_claim SET kind = 'hold', epoch = ?, processor_id = NULL, started_at = NULL, lease_until = ?
          WHERE trigger_id = ? AND epoch = ?
          """)
      for (claim, epoch) in zip(claims, try db.takeEpochs(claims.count)) {
        try statement.execute(arguments: [epoch, until, claim.id, claim.epoch])
      }
    }
  }

  public func rescue(
    _ ids: [TriggerID]?, limit: Int, processorID: String, lease: Duration, now: Instant?
  ) async throws -> [StartedTrigger] {
    if limit <= 0 { return [] }
    let wanted = ids.map { "[\($0.map(String.init).joined(separator: ","))]" }
    return try await database.write { db in
      try db.requireSideTables()
      let now = now ?? .now
      let lost = try Row.fetchAll(
        db,
        sql: """
          SELECT c.trigger_id, p.host || ':' || p.pid, c.started_at FROM triggertop_claim c
          JOIN djtriggers_trigger t ON t.id = c.trigger_id AND t.date_received = c.received
          LEFT JOIN triggertop_processor p ON p.id = c.processor_id
          WHERE c.kind = 'work' AND c.started_at IS NOT NULL AND c.lease_until <= ?
            AND (? IS NULL OR c.trigger_id IN (SELECT value FROM json_each(?)))
          ORDER BY c.trigger_id LIMIT ?
          """, arguments: [now.storedText, wanted, wanted, limit])
      let take = try db.cachedStatement(
        sql: "UPDATE triggertop_claim SET epoch = ?, processor_id = ?, lease_until = ? WHERE trigger_id = ?")
      let claims = try zip(lost, db.takeEpochs(lost.count)).map { row, epoch in
        let claim = Claim(id: row[0], epoch: epoch)
        try take.execute(arguments: [epoch, processorID, (now + lease).storedText, claim.id])
        return claim
      }
      let previous = Dictionary(lost.map { ($0[0] as TriggerID, $0) }) { first, _ in first }
      let data = try ChildTables(db, ownTables).results(of: claims.map(\.id))
      return try started(claims, data: data, now: now, db).map { trigger in
        var trigger = trigger
        trigger.previousProcessor = previous[trigger.claim.id]?[1]
        trigger.previousStart = (previous[trigger.claim.id]?[2] as String?).flatMap(Instant.init(stored:))
        return trigger
      }
    }
  }

  public func sweep(now: Instant?) async throws {
    try await database.write { db in
      try db.requireSideTables()
      let now = now ?? .now
      try db.execute(
        sql: """
          DELETE FROM triggertop_claim WHERE trigger_id IN (
            SELECT c.trigger_id FROM triggertop_claim c
            LEFT JOIN djtriggers_trigger t ON t.id = c.trigger_id AND t.date_received = c.received
            WHERE c.started_at IS NULL AND c.lease_until <= :now
              OR t.id IS NULL AND (c.kind <> 'work' OR c.lease_until <= :now)
              OR c.kind = 'hold' AND t.date_processed IS NOT NULL
              OR c.kind = 'sent' AND NOT (
                c.seen_processed IS t.date_processed AND c.seen_successful IS t.successful
                AND c.seen_tries IS t.number_of_tries AND c.seen_after IS t.process_after)
              AND NOT EXISTS (
                SELECT 1 FROM triggertop_processor p WHERE p.id = c.processor_id AND p.seen_at > :heard)
            LIMIT 1000)
          """, arguments: ["now": now.storedText, "heard": (now - ProcessorRecord.silence).storedText])
    }
  }
}
