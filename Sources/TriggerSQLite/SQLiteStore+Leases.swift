import GRDB
import TriggerCore

extension SQLiteStore {
  /// A row that can't be read has a problem as one has whose data can't be read: it must hold up no other.
  public func recheck(_ claims: [Claim], now: Instant?) async throws -> [CheckedTrigger] {
    if claims.isEmpty { return [] }
    return try await database.read { db in
      try known.requireWorkTables(db)
      let now = now ?? .now
      let tables = try known.tables(db, ownTables)
      let data = try ChildTables(db, known: tables).results(of: claims.map(\.id))
      let statement = try RowStatement(db, Self.checked)
      return try claims.compactMap { claim in
        statement.bind(claim.id, at: 1)
        statement.bind(claim.epoch, at: 2)
        let plain = try statement.first { row in
          try? CheckedTrigger(claim: claim, record: row.record(), forced: row.integer(8) != 0, at: now)
        }
        guard let plain, var trigger = try plain ?? unusual(claim, now, db) else { return nil }
        if trigger.dataProblem != nil { return trigger }
        switch data[claim.id] {
        case .success(let found): trigger.data = found.data
        case .failure(let problem): trigger.dataProblem = problem.error(of: claim.id)
        case nil: break
        }
        return trigger
      }
    }
  }

  private static let checked = """
    SELECT \(TriggerRecord.columns), c.forced FROM djtriggers_trigger t
    JOIN triggertop_claim c ON c.trigger_id = t.id AND c.received = t.date_received
    WHERE t.id = ? AND c.epoch = ?
    """

  /// A row with values that are not what Django writes, as far as it can be read.
  private func unusual(_ claim: Claim, _ now: Instant, _ db: Database) throws -> CheckedTrigger? {
    let row = try Row.fetchOne(db.cachedStatement(sql: Self.checked), arguments: [claim.id, claim.epoch])
    guard let row else { return nil }
    var trigger = CheckedTrigger(
      claim: claim, record: TriggerRecord(named: row, id: claim.id), forced: row[8], at: now)
    do { trigger.record = try TriggerRecord(row: row) } catch let problem as StoreError {
      trigger.dataProblem = problem
    }
    return trigger
  }

  public func start(_ claim: Claim, now: Instant?) async throws -> Bool {
    try await database.write { db in
      try known.requireWorkTables(db)
      let now = (now ?? .now).storedText
      try db.execute(
        sql: "UPDATE triggertop_claim SET started_at = ? WHERE trigger_id = ? AND epoch = ? AND lease_until > ?",
        arguments: [now, claim.id, claim.epoch, now])
      return db.changesCount == 1
    }
  }

  public func extend(_ claims: [Claim], lease: Duration, now: Instant?) async throws -> [Claim] {
    if claims.isEmpty { return [] }
    return try await database.write { db in
      try known.requireWorkTables(db)
      let until = ((now ?? .now) + lease).storedText
      let statement = try RowStatement(
        db, "UPDATE triggertop_claim SET lease_until = ? WHERE trigger_id = ? AND epoch = ?")
      statement.bind(until, at: 1)
      return try claims.filter { claim in
        statement.bind(claim.id, at: 2)
        statement.bind(claim.epoch, at: 3)
        try statement.run()
        return db.changesCount == 1
      }
    }
  }

  public func release(_ claims: [Claim], hold: Duration?, now: Instant?) async throws {
    if claims.isEmpty { return }
    try await database.write { db in
      try known.requireWorkTables(db)
      let now = now ?? .now
      if let hold { return try makeHolds(of: claims, until: now + hold, db) }
      let statement = try db.cachedStatement(
        sql: "DELETE FROM triggertop_claim WHERE trigger_id = ? AND epoch = ? AND takeovers = 0")
      for claim in claims { try statement.execute(arguments: [claim.id, claim.epoch]) }
      try makeHolds(of: claims, until: now, db)
    }
  }

  /// With new epochs: whoever held the claims has lost them.
  func makeHolds(of claims: [Claim], until end: Instant, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        UPDATE triggertop_claim SET kind = 'hold', epoch = ?, processor_id = NULL, started_at = NULL, lease_until = ?
        WHERE trigger_id = ? AND epoch = ?
        """)
    for (claim, epoch) in zip(claims, try db.takeEpochs(claims.count)) {
      try statement.execute(arguments: [epoch, end.storedText, claim.id, claim.epoch])
    }
  }

  public func sweep(now: Instant?) async throws {
    try await database.write { db in
      try known.requireWorkTables(db)
      let now = now ?? .now
      try db.execute(
        sql: """
          DELETE FROM triggertop_claim WHERE trigger_id IN (
            SELECT c.trigger_id FROM triggertop_claim c
            LEFT JOIN djtriggers_trigger t ON t.id = c.trigger_id AND t.date_received = c.received
            WHERE c.kind <> 'work' AND c.lease_until <= :now AND (c.kind = 'sent' OR c.takeovers = 0)
              OR t.id IS NULL AND (c.kind <> 'work' OR c.lease_until <= :now)
              OR c.kind = 'hold' AND t.date_processed IS NOT NULL
              OR c.kind = 'work' AND t.date_processed IS NOT NULL
                AND c.lease_until <= iif(c.forced, :hourAgo, :now)
              OR c.kind = 'sent' AND NOT (
                c.seen_processed IS t.date_processed AND c.seen_successful IS t.successful
                AND c.seen_tries IS t.number_of_tries AND c.seen_after IS t.process_after)
              AND NOT EXISTS (
                SELECT 1 FROM triggertop_processor p WHERE p.id = c.processor_id AND p.seen_at > :heard)
            LIMIT 1000)
          """,
        arguments: [
          "now": now.storedText, "hourAgo": (now - .hours(1)).storedText,
          "heard": (now - ProcessorRecord.silence).storedText,
        ])
    }
  }
}
