import TriggerCore

extension PostgresStore {
  /// Locks are held for this many rows at a time.
  private static let rowsPerTransaction = 500

  public func apply(
    _ operation: Operation, to targets: [Target], by operator: Operator, now: Instant?
  ) async throws -> OperationReport {
    let catalog = try await loadedCatalog()
    guard !targets.isEmpty else { return OperationReport(entries: [], journalID: nil) }
    if let reason = catalog.readOnlyReason { throw StoreError.notPermitted(reason) }
    var report = OperationReport(entries: [], journalID: nil)
    var rest = targets[...]
    while !rest.isEmpty {
      try Task.checkCancellation()
      let part = Array(rest.prefix(Self.rowsPerTransaction))
      rest = rest.dropFirst(part.count)
      let journalID = report.journalID
      let done = try await write { transaction in
        try transaction.apply(operation, to: part, by: `operator`, catalog: catalog, now: now, actionID: journalID)
      }
      report.entries += done.entries
      report.journalID = done.journalID
    }
    return report
  }
}

extension PostgresTransaction {
  fileprivate func apply(
    _ operation: Operation, to targets: [Target], by who: Operator, catalog: PostgresCatalog, now: Instant?,
    actionID: Int64?
  ) throws -> OperationReport {
    let now = try now ?? query("SELECT clock_timestamp()")[0].get(0)
    let answers = try run(
      OperationStatement.statements(
        operation, on: targets, by: who, catalog: catalog, now: now, actionID: actionID))
    guard let rows = answers.last else { return OperationReport(entries: [], journalID: nil) }
    let entries = try zip(targets, rows).map { target, row in
      try OperationReport.Entry(row: row, of: operation, on: target, now: now)
    }
    return OperationReport(entries: entries, journalID: try rows.first?.get(1))
  }
}

extension OperationReport.Entry {
  fileprivate init(row: PostgresRow, of operation: Operation, on target: Target, now: Instant) throws {
    self.init(id: target.id, result: .missing)
    switch try row.get(0, as: String.self) {
    case "done":
      result = .done
      let record = try TriggerRecord(row: row, at: 6)
      before = record
      after = operation.progress(from: record.progress, now: now).map { progress in
        var changed = record
        changed.progress = progress
        return changed
      }
    case "changed": result = .changed
    case "running": result = .running(try RunningMark(row: row, at: 2))
    case "refused": result = .refused(operation.refusal(of: target.seen) ?? "makes no sense now")
    default: result = .missing
    }
  }
}
