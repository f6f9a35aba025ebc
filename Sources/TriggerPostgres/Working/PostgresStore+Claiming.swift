import TriggerCore

extension PostgresStore {
  /// Others may take the very candidates between our look and our lock; then there is more to be had than nothing.
  private static let tries = 4

  public func claim(_ request: ClaimRequest, now: Instant?) async throws -> [Claim] {
    guard request.limit > 0 else { return [] }
    let catalog = try await catalogForWork()
    let statement = ClaimStatement(catalog).statement(request, now: now)
    for _ in 0..<Self.tries {
      let result = try await write { try $0.runLastByKey(statement)[0] }
      let claims = try result.compactMap { row -> Claim? in
        guard let id: TriggerID = try row.get(1) else { return nil }
        return Claim(id: id, epoch: try row.get(2), takeovers: try row.get(3))
      }
      let candidates: Int = try result[0].get(0)
      guard case .due = request.selection, claims.isEmpty, candidates > 0 else { return claims }
    }
    return []
  }

  public func nextDue(types: [String], now: Instant?) async throws -> Instant? {
    let catalog = try await loadedCatalog()
    let types = catalog.encoding.held(types)
    guard !types.isEmpty else { return nil }
    let statement = NextDueStatement.statement(types: types, now: now, catalog: catalog)
    return try await write { try $0.runLastByKey(statement)[0] }[0].get(0)
  }
}
