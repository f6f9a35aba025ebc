extension TriggerStore {
  /// Longer than any one statement may take.
  private var operationLease: Duration { .seconds(60) }

  /// As `apply`, but under the locks that Python workers see: what one of them is at work on is left alone.
  ///
  /// - Parameter lock: nil where no locks are known; then only claims protect.
  /// - Throws: `StoreError`, also where the locks can't be reached: then nothing was done.
  public func apply(
    _ operation: Operation, to targets: [Target], by operator: Operator, under lock: (any TriggerLock)?,
    continuing action: JournaledAction.ID? = nil, now: Instant? = nil
  ) async throws -> OperationReport {
    guard let lock else {
      return try await apply(operation, to: targets, by: `operator`, continuing: action, now: now)
    }
    let grants = try await lock.acquire(targets.map(\.id), lease: operationLease)
    let granted = Set(grants.map(\.id))
    let free = targets.filter { granted.contains($0.id) }
    let result: Result<OperationReport, any Error>
    do {
      result = .success(
        free.isEmpty
          ? OperationReport(entries: [], journalID: action)
          : try await apply(operation, to: free, by: `operator`, continuing: action, now: now))
    } catch {
      result = .failure(error)
    }
    // A lock that could not be given back ends with its lease.
    try? await lock.release(grants)
    var report = try result.get()
    let done = Dictionary(report.entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let refused = targets.map(\.id).filter { done[$0] == nil }
    let holders = refused.isEmpty ? [:] : (try? await lock.holders(of: refused)) ?? [:]
    report.entries = targets.map { target in
      done[target.id] ?? OperationReport.Entry(id: target.id, result: .locked(target.id, by: holders[target.id]))
    }
    return report
  }
}
