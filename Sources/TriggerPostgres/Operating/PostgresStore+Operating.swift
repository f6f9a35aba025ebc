import TriggerCore

extension PostgresStore {
  /// Locks are held for this many rows at a time.
  private static let rowsPerTransaction = 500

  public func apply(
    _ operation: Operation, to targets: [Target], by operator: Operator, continuing action: JournaledAction.ID?,
    now: Instant?
  ) async throws -> OperationReport {
    if case .undo = operation { _ = try await catalogWithSideTables() }
    if targets.isEmpty { return OperationReport(entries: [], journalID: action) }
    let catalog = try await writableCatalog()
    var report = OperationReport(entries: [], journalID: action)
    var rest = targets[...]
    while !rest.isEmpty {
      try Task.checkCancellation()
      let part = Array(rest.prefix(Self.rowsPerTransaction))
      rest = rest.dropFirst(part.count)
      let journalID = report.journalID
      let done = try await write { transaction in
        let now = try now ?? transaction.query("SELECT clock_timestamp()")[0].get(0)
        let entry = JournalEntry(
          verb: operation.verb, filter: operation.journalFilter, who: catalog.encoding.fitted(`operator`), now: now,
          id: journalID)
        return try transaction.apply(operation, to: part, catalog: catalog, entry: entry)
      }
      report.entries += done.entries
      report.journalID = done.journalID
    }
    return report
  }
}

extension PostgresTransaction {
  fileprivate func apply(
    _ operation: Operation, to targets: [Target], catalog: PostgresCatalog, entry: JournalEntry
  ) throws -> OperationReport {
    switch operation {
    case .undo(let action): return try undo(action, targets, catalog: catalog, entry: entry)
    case .delete: return try delete(targets, catalog: catalog, entry: entry)
    case .retry, .reschedule:
      let progress = targets.map { target in
        operation.refusal(of: target.seen) == nil ? operation.progress(from: target.seen, now: entry.now) : nil
      }
      return try carryOut(
        .progress(progress, endsSent: operation.endsSent), on: targets, catalog: catalog, entry: entry
      ) { target in
        operation.refusal(of: target.seen) ?? "makes no sense now"
      }
    }
  }

  /// - Parameter refusal: why a target without new progress was left alone.
  func carryOut(
    _ work: OperationStatement.Work, on targets: [Target], catalog: PostgresCatalog, entry: JournalEntry,
    refusal: (Target) -> String = { _ in "makes no sense now" }
  ) throws -> OperationReport {
    let answers = try run(
      OperationStatement.statements(work, on: targets, catalog: catalog, now: entry.now, entry: entry))
    guard let rows = answers.last else { return OperationReport(entries: [], journalID: entry.id) }
    var report = OperationReport(entries: [], journalID: try rows.first?.get(1))
    for (target, row) in zip(targets, rows) {
      var end = OperationReport.Entry(id: target.id, result: .missing)
      switch try row.get(0, as: String.self) {
      case "done":
        let record = try TriggerRecord(row: row, at: 6)
        (end.result, end.before) = (.done, record)
        if case .progress = work { end.after = try record.moved(to: row, at: 14) }
      case "changed": end.result = .changed
      case "running": end.result = .running(try RunningMark(row: row, at: 2))
      case "refused": end.result = .refused(refusal(target))
      case "kept": end.result = .refused("a trigger or policy of djtriggers_trigger keeps it as it is")
      default: break
      }
      report.entries.append(end)
    }
    return report
  }
}

extension TriggerRecord {
  /// With the progress that the database has now, whatever was asked of it.
  fileprivate func moved(to row: PostgresRow, at position: Int) throws -> TriggerRecord {
    var record = self
    record.progress = Progress(
      processed: try row.get(position), successful: try row.get(position + 3), tries: try row.get(position + 2),
      after: try row.get(position + 1))
    return record
  }
}
