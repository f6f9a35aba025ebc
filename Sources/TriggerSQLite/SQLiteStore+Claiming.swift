import GRDB
import TriggerCore

extension SQLiteStore {
  /// How many due rows of a type are looked at to find those that wait longest.
  static let window = 2_000

  public func claim(_ request: ClaimRequest, now: Instant?) async throws -> [Claim] {
    if request.limit <= 0 { return [] }
    return try await database.write { db in
      try known.requireWorkTables(db)
      let now = now ?? .now
      let ids =
        switch request.selection {
        case .due(let types): try due(of: types, limit: request.limit, now: now, db)
        case .forced(let ids), .named(let ids): Array(try free(ids, now: now, db).prefix(request.limit))
        }
      return try take(ids, for: request, now: now, db)
    }
  }

  /// What nobody holds: no lease in force, and no work that waits to be taken over. What lies in a Celery queue
  /// is free again once its row has changed.
  private static let isFree = """
    NOT EXISTS (
      SELECT 1 FROM triggertop_claim c WHERE c.trigger_id = t.id AND c.received = t.date_received
      AND (c.lease_until > :now OR c.kind = 'work')
      AND (c.kind <> 'sent' OR c.seen_processed IS t.date_processed AND c.seen_successful IS t.successful
        AND c.seen_tries IS t.number_of_tries AND c.seen_after IS t.process_after))
    """

  private func free(_ ids: [TriggerID], now: Instant, _ db: Database) throws -> [TriggerID] {
    let isHold = "EXISTS (SELECT 1 FROM triggertop_claim c WHERE c.trigger_id = t.id AND c.kind = 'hold')"
    let sql = """
      SELECT t.id FROM djtriggers_trigger t
      WHERE t.id IN (SELECT value FROM json_each(:ids)) AND (\(Self.isFree) OR \(isHold)) ORDER BY t.id
      """
    return try TriggerID.fetchAll(db, sql: sql, arguments: ["ids": ids.json, "now": now.storedText])
  }

  /// Longest due first, among the window; of several types each gets its share before any gets more. Cheap with the
  /// index of our own files, type by type, so that one type's backlog hides no other; else one walk over the
  /// unprocessed rows.
  private func due(of types: [String], limit: Int, now: Instant, _ db: Database) throws -> [TriggerID] {
    let isIndexed = try known.hasDueIndex(db)
    let types = distinct(types)
    let groups = isIndexed ? types.map { [$0] } : [types]
    let share = max(1, limit / max(1, types.count))
    let statement = try db.cachedStatement(sql: isIndexed ? Self.dueByType : Self.dueByWalk)
    let waiting = try groups.flatMap { group in
      let arguments: StatementArguments = [
        "types": DataValue.array(group.map(DataValue.text)).json, "now": now.storedText,
        "window": max(Self.window, limit), "share": share, "limit": limit,
      ]
      var place = 0
      return try Row.fetchCursor(statement, arguments: arguments).map { row in
        place += 1
        return (turn: isIndexed ? place > share ? 1 : 0 : row[2] as Int, due: row[1] as String, id: row[0] as TriggerID)
      }.asArray
    }
    if groups.count == 1, isIndexed { return waiting.map(\.id) }
    return waiting.sorted { ($0.turn, $0.due, $0.id) < ($1.turn, $1.due, $1.id) }.prefix(limit)
      .sorted { ($0.due, $0.id) < ($1.due, $1.id) }.map(\.id)
  }

  /// As the database tells texts apart: by their bytes.
  func distinct(_ types: [String]) -> [String] {
    var seen: Set<[UInt8]> = []
    return types.filter { seen.insert(Array($0.utf8)).inserted }
  }

  static let candidates = "SELECT \(dueColumns) FROM djtriggers_trigger t WHERE t.date_processed IS NULL"

  /// By the index of our own files, whatever SQLite expects of others: after `ANALYZE` it walks all unprocessed rows.
  static let candidatesOfType = """
    SELECT \(dueColumns) FROM djtriggers_trigger t INDEXED BY \(Schema.dueIndex)
    WHERE t.date_processed IS NULL AND t.trigger_type = :types ->> 0
    """

  private static let dueColumns =
    "t.id, CAST(coalesce(t.process_after, t.date_received) AS TEXT) AS due, t.trigger_type AS type"

  static let dueByType = """
    SELECT id, due FROM (
      SELECT * FROM (\(candidatesOfType) AND t.process_after IS NULL AND \(isFree) LIMIT :window)
      UNION ALL
      SELECT * FROM (\(candidatesOfType) AND t.process_after < :now AND \(isFree) ORDER BY t.process_after LIMIT :window)
    ) ORDER BY due, id LIMIT :limit
    """

  private static let dueByWalk = """
    \(inTurn) FROM (
      \(candidates) AND +t.trigger_type IN (SELECT value FROM json_each(:types))
        AND (t.process_after IS NULL OR t.process_after < :now) AND \(isFree) LIMIT :window
    ) ORDER BY turn, due, id LIMIT :limit
    """

  /// Turn 0 is a type's share, 1 is what it has beyond that.
  private static let inTurn = """
    SELECT id, due, row_number() OVER (PARTITION BY type ORDER BY due, id) > :share AS turn
    """

  private func take(_ ids: [TriggerID], for request: ClaimRequest, now: Instant, _ db: Database) throws -> [Claim] {
    if ids.isEmpty { return [] }
    let takeovers = try takeovers(of: ids, db)
    let isForced = if case .forced = request.selection { true } else { false }
    let statement = try RowStatement(
      db,
      """
      INSERT OR REPLACE INTO triggertop_claim (trigger_id, received, epoch, kind, processor_id, lease_until, forced,
        keyed, takeovers, seen_processed, seen_successful, seen_tries, seen_after)
      SELECT id, date_received, ?2, ?4, ?5, ?6, ?7, ?8, ?3, date_processed, successful, number_of_tries, process_after
      FROM djtriggers_trigger WHERE id = ?1
      """)
    statement.bind(request.kind.rawValue, at: 4)
    statement.bind(request.processorID, at: 5)
    statement.bind((now + request.lease).storedText, at: 6)
    statement.bind(isForced, at: 7)
    statement.bind(request.isKeyed, at: 8)
    return try zip(ids, db.takeEpochs(ids.count)).map { id, epoch in
      let claim = Claim(id: id, epoch: epoch, takeovers: takeovers[id] ?? 0)
      statement.bind(claim.id, at: 1)
      statement.bind(claim.epoch, at: 2)
      statement.bind(Int64(claim.takeovers), at: 3)
      try statement.run()
      return claim
    }
  }

  /// Of those on which a claim tells of any.
  private func takeovers(of ids: [TriggerID], _ db: Database) throws -> [TriggerID: Int] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT c.trigger_id, c.takeovers FROM triggertop_claim c
        JOIN djtriggers_trigger t ON t.id = c.trigger_id AND t.date_received = c.received
        WHERE c.trigger_id IN (SELECT value FROM json_each(?)) AND c.takeovers > 0
        """)
    return Dictionary(
      try Row.fetchCursor(statement, arguments: [ids.json]).map { ($0[0] as TriggerID, $0[1] as Int) }.asArray
    ) { first, _ in first }
  }
}

extension Database {
  /// Epochs nobody had before.
  func takeEpochs(_ count: Int) throws -> Range<Int64> {
    if count == 0 { return 0..<0 }
    try cachedStatement(sql: "UPDATE triggertop_epoch SET last = last + ?").execute(arguments: [count])
    let last = try Int64.fetchOne(cachedStatement(sql: "SELECT last FROM triggertop_epoch")) ?? 0
    return last - Int64(count) + 1..<last + 1
  }
}
