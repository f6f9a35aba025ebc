import TriggerCore

extension PostgresStore {
  public func heartbeat(_ processor: ProcessorRecord, now: Instant?) async throws {
    let catalog = try await catalogWithSideTables()
    let encoding = catalog.encoding
    let statement = PostgresStatement(
      """
      INSERT INTO \(catalog.names.processor) AS p (id, host, pid, since, types, concurrency, state, seen_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, \(SQLClock.now("$8")))
      ON CONFLICT (id) DO UPDATE SET
        host = excluded.host, pid = excluded.pid, since = excluded.since, types = excluded.types,
        concurrency = excluded.concurrency, state = excluded.state, seen_at = excluded.seen_at
      """,
      [
        .text(processor.id), .text(encoding.fitted(processor.host)), .int32(processor.pid), .instant(processor.since),
        .texts(processor.types.map(encoding.fitted)), .int32(Int32(clamping: processor.concurrency)),
        .text(processor.state.rawValue),
        .instant(now),
      ])
    _ = try await leases.query(statement, within: options.workTimeout)
  }

  public func retire(processorID: String) async throws {
    let names = try await catalogWithSideTables().names
    let statement = PostgresStatement("DELETE FROM \(names.processor) WHERE id = $1", [.text(processorID)])
    _ = try await leases.query(statement, within: options.workTimeout)
  }
}
