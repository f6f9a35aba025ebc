import TriggerCore

extension PostgresStore {
  public func processors(now: Instant?) async throws -> ProcessorOverview {
    let catalog = try await loadedCatalog()
    guard catalog.sideTables != nil else {
      return try await read { transaction in
        let at: Instant = try transaction.query("SELECT \(SQLClock.now("$1"))", [.instant(now)])[0].get(0)
        return ProcessorOverview(processors: [], claims: [], at: at)
      }
    }
    return try await read { transaction in
      let answers = try transaction.runLastByIndex(
        PostgresStatement(Self.processors(catalog.names), [.instant(now)]),
        PostgresStatement(Self.claims(catalog.names)),
        PostgresStatement("SELECT \(SQLClock.now("$1"))", [.instant(now)]))
      return ProcessorOverview(
        processors: try answers[0].map { try ProcessorRecord(row: $0) },
        claims: try answers[1].map { try ClaimedTrigger(row: $0) }, at: try answers[2][0].get(0))
    }
  }

  private static func processors(_ names: TableNames) -> String {
    """
    SELECT p.id, p.host, p.pid, p.since, p.types, p.concurrency, p.state, p.seen_at, coalesce(c.claims, 0),
      \(names.areOfFirstVersion ? "NULL::integer, NULL::text, NULL::text" : "p.version, p.redis, p.running::text")
    FROM \(names.processor) AS p
    LEFT JOIN (
      SELECT processor_id, count(*) AS claims FROM \(names.claim) WHERE kind <> 'hold' GROUP BY processor_id
    ) AS c ON c.processor_id = p.id
    WHERE p.seen_at > \(SQLClock.now("$1")) - interval '1 day'
    ORDER BY p.seen_at DESC, p.id
    """
  }

  /// Claims of triggers that are gone are left out.
  private static func claims(_ names: TableNames) -> String {
    """
    SELECT c.trigger_id, t.trigger_type, c.processor_id, c.kind, p.host || ':' || p.pid, \(names.started),
      c.lease_until
    FROM (SELECT * FROM \(names.claim) ORDER BY epoch LIMIT 1000) AS c
    JOIN \(names.trigger) AS t ON t.id = c.trigger_id AND t.date_received = c.received
    LEFT JOIN \(names.processor) AS p ON p.id = c.processor_id
    ORDER BY c.epoch
    """
  }
}

extension ProcessorRecord {
  fileprivate init(row: PostgresRow) throws {
    self.init(
      id: try row.get(0), host: try row.get(1), pid: try row.get(2), since: try row.get(3), types: try row.get(4),
      concurrency: try row.get(5), state: State(rawValue: try row.get(6)) ?? .running, seen: try row.get(7),
      inFlight: try row.get(8), version: try row.get(9), redis: try row.get(10),
      running: Self.running(json: try row.get(11)))
  }
}

extension ClaimedTrigger {
  fileprivate init(row: PostgresRow) throws {
    self.init(
      id: try row.get(0), type: try row.get(1), processorID: try row.get(2), mark: try RunningMark(row: row, at: 3))
  }
}
