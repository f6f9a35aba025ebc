import GRDB
import TriggerCore

extension SQLiteStore {
  private static let mostClaims = 1_000
  /// How long a processor that fell silent stays listed.
  private static let remembered = Duration.days(1)

  public func heartbeat(_ processor: ProcessorRecord, now: Instant?) async throws {
    try await database.write { db in
      try known.requireWorkTables(db)
      let now = now ?? .now
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO triggertop_processor (
            id, host, pid, since, types, concurrency, state, seen_at, version, redis, running)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          processor.id, processor.host, processor.pid, processor.since.storedText,
          DataValue.array(processor.types.map(DataValue.text)).json, processor.concurrency, processor.state.rawValue,
          now.storedText, processor.version, processor.redis, processor.runningJSON,
        ])
      try db.execute(
        sql: "DELETE FROM triggertop_processor WHERE seen_at < ?", arguments: [(now - Self.remembered).storedText])
    }
  }

  public func retire(processorID: String) async throws {
    try await database.write { db in
      try known.requireWorkTables(db)
      try db.execute(sql: "DELETE FROM triggertop_processor WHERE id = ?", arguments: [processorID])
    }
  }

  public func processors(now: Instant?) async throws -> ProcessorOverview {
    try await database.read { db in
      let now = now ?? .now
      guard let version = try db.sideTables else { return ProcessorOverview(processors: [], claims: [], at: now) }
      let added = version == 1 ? "NULL, NULL, NULL" : "p.version, p.redis, p.running"
      let processors = try Row.fetchAll(
        db,
        sql: """
          SELECT p.id, p.host, p.pid, p.since, p.types, p.concurrency, p.state, p.seen_at,
            (SELECT count(*) FROM triggertop_claim c JOIN djtriggers_trigger t
             ON t.id = c.trigger_id AND t.date_received = c.received WHERE c.processor_id = p.id),
            \(added)
          FROM triggertop_processor p WHERE p.seen_at >= ? ORDER BY p.seen_at DESC, p.id
          """, arguments: [(now - Self.remembered).storedText]
      ).map(ProcessorRecord.init(row:))
      let claims = try Row.fetchAll(
        db, sql: "\(try RunningMark.select(db)) ORDER BY c.epoch LIMIT ?", arguments: [Self.mostClaims]
      ).map(ClaimedTrigger.init(row:))
      return ProcessorOverview(processors: processors, claims: claims, at: now)
    }
  }
}

extension ProcessorRecord {
  fileprivate init(row: Row) throws {
    let types: [String]
    if case .array(let values)? = (row[4] as String?).flatMap(DataValue.init(json:)) {
      types = values.compactMap { if case .text(let type) = $0 { type } else { nil } }
    } else {
      types = []
    }
    self.init(
      id: row[0], host: row[1], pid: row[2], since: Instant(stored: row[3]) ?? .negativeInfinity, types: types,
      concurrency: row[5], state: State(rawValue: row[6]) ?? .running,
      seen: Instant(stored: row[7]) ?? .negativeInfinity, inFlight: row[8], version: row[9], redis: row[10],
      running: Self.running(json: row[11]))
  }
}
