/// A store that can change a trigger's data.
public protocol TriggerEditing: Sendable {
  /// Changes fields of the trigger's own row, or of its payload where it has no row of its own, if trigger and data
  /// still are as seen; and journals the data before and after in the same transaction, where side tables exist, under
  /// the verb `edit`. Taken back by an edit in the other direction.
  ///
  /// Of several reasons to leave it alone the first of missing, running, changed, refused is told: data that says so
  /// already is refused.
  ///
  /// - Throws: `StoreError.refused` naming field and expected type for a value that the column can't hold; then nothing
  ///   was written.
  func edit(_ edit: DataEdit, by operator: Operator, now: Instant?) async throws -> OperationResult
}

extension TriggerEditing {
  /// As `edit`, but under the lock that Python workers see: what one of them is at work on is left alone.
  ///
  /// - Parameter lock: nil where no locks are known; then only claims protect.
  /// - Throws: `StoreError`, also where the locks can't be reached: then nothing was done.
  public func edit(
    _ edit: DataEdit, by operator: Operator, under lock: (any TriggerLock)?, now: Instant? = nil
  ) async throws -> OperationResult {
    guard let lock else { return try await self.edit(edit, by: `operator`, now: now) }
    let grants = try await lock.acquire([edit.target.id], lease: .seconds(60))
    if grants.isEmpty {
      let id = edit.target.id
      return .locked(id, by: try? await lock.holders(of: [id])[id])
    }
    let result: Result<OperationResult, any Error>
    do { result = .success(try await self.edit(edit, by: `operator`, now: now)) } catch { result = .failure(error) }
    // A lock that could not be given back ends with its lease.
    try? await lock.release(grants)
    return try result.get()
  }
}

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
