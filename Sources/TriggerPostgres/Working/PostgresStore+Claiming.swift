import TriggerCore

extension PostgresStore {
  /// Others may take the very candidates between our look and our lock; then there is more to be had than nothing.
  private static let tries = 4

  public func claim(_ request: ClaimRequest, now: Instant?) async throws -> [Claim] {
    guard request.limit > 0 else { return [] }
    let catalog = try await catalogWithSideTables()
    let statement = ClaimStatement(names: catalog.names, hasDueIndex: catalog.hasDueIndex).statement(request, now: now)
    for _ in 0..<Self.tries {
      let result = try await write(statement)
      let claims = try result.compactMap { row -> Claim? in
        guard let id: TriggerID = try row.get(1) else { return nil }
        return Claim(id: id, epoch: try row.get(2))
      }
      let candidates: Int = try result[0].get(0)
      if case .forced = request.selection { return claims }
      if !claims.isEmpty || candidates == 0 { return claims }
    }
    return []
  }

  public func nextDue(types: [String], now: Instant?) async throws -> Instant? {
    let types = types.distinctTexts
    guard !types.isEmpty else { return nil }
    let catalog = try await loadedCatalog()
    let result = try await work.transaction(within: options.workTimeout) { transaction in
      try transaction.runWithIndexes(
        PostgresStatement(
          Self.nextDue(catalog.names, hasClaims: catalog.sideTables != nil), [.instant(now), .texts(types)]))
    }
    return try result[0].get(0)
  }

  /// The oldest of what is due (of a window, if there is much), else the first that falls due.
  private static func nextDue(_ names: TableNames, hasClaims: Bool) -> String {
    let now = SQLClock.now("$1")
    let free = hasClaims ? "AND id NOT IN (SELECT trigger_id FROM \(names.claim) WHERE lease_until > \(now))" : ""
    return """
      SELECT coalesce(
        (SELECT min(due) FROM (
          SELECT coalesce(process_after, date_received) AS due FROM \(names.trigger)
          WHERE date_processed IS NULL AND (process_after IS NULL OR process_after < \(now))
            AND trigger_type = ANY ($2) \(free)
          LIMIT \(ClaimStatement.window)) AS waiting),
        (SELECT process_after FROM \(names.trigger)
          WHERE process_after >= \(now) AND process_after < 'infinity' AND date_processed IS NULL
            AND trigger_type = ANY ($2) \(free)
          ORDER BY process_after LIMIT 1))
      """
  }
}
