import TriggerCore

extension PostgresStore {
  private static let registrationLimit = Duration.seconds(3)

  public func heartbeat(_ processor: ProcessorRecord, now: Instant?) async throws {
    let catalog = try await catalogForWork()
    let encoding = catalog.encoding
    let statement = PostgresStatement(
      """
      INSERT INTO \(catalog.names.processor) AS p (
        id, host, pid, since, types, concurrency, state, seen_at, version, redis, running)
      VALUES ($1, $2, $3, $4, $5, $6, $7, \(SQLClock.now("$8")), $9, $10, $11::text::jsonb)
      ON CONFLICT (id) DO UPDATE SET
        host = excluded.host, pid = excluded.pid, since = excluded.since, types = excluded.types,
        concurrency = excluded.concurrency, state = excluded.state, seen_at = excluded.seen_at,
        version = excluded.version, redis = excluded.redis, running = excluded.running
      """,
      [
        .text(processor.id), .text(encoding.fitted(processor.host)), .int32(processor.pid), .instant(processor.since),
        .texts(processor.types.map(encoding.fitted)), .int32(Int32(clamping: processor.concurrency)),
        .text(processor.state.rawValue),
        .instant(now), .int32(processor.version.map(Int32.init(clamping:))),
        .text(processor.redis.map(encoding.fitted)), .text(processor.runningJSON),
      ])
    let forgotten = PostgresStatement(
      "DELETE FROM \(catalog.names.processor) WHERE seen_at < \(SQLClock.now("$1")) - interval '1 day'",
      [.instant(now)])
    // A registration that hangs must not cost the leases that are renewed on this connection after it.
    let limit = min(options.workTimeout, Self.registrationLimit)
    _ = try await leases.transaction(within: limit) { try $0.runLastByIndex(statement, forgotten) }
  }

  public func retire(processorID: String) async throws {
    let names = try await catalogForWork().names
    let statement = PostgresStatement("DELETE FROM \(names.processor) WHERE id = $1", [.text(processorID)])
    _ = try await leases.query(statement, within: options.workTimeout)
  }
}
