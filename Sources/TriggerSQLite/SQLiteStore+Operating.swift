import GRDB
import TriggerCore

extension SQLiteStore {
  public func apply(
    _ operation: Operation, to targets: [Target], by operator: Operator, continuing action: JournaledAction.ID?,
    now: Instant?
  ) async throws -> OperationReport {
    if targets.isEmpty { return OperationReport(entries: [], journalID: action) }
    return try await database.write { db in
      try db.requireUniqueIDs()
      let now = now ?? .now
      let hasSideTables = try db.sideTables != nil
      let ids = targets.map(\.id)
      let marks =
        hasSideTables ? try RunningMark.fetch(db, ids: ids).filter { operation.isBarred(by: $1, at: now) } : [:]
      if case .undo = operation { try db.requireSideTables() }
      let journal =
        hasSideTables
        ? try Journal(
          operation.verb, filter: operation.journalFilter, by: `operator`, now: now, continuing: action, db) : nil
      let entries: [OperationReport.Entry]
      switch operation {
      case .retry, .reschedule:
        entries = try targets.map { target in
          try change(target, db, running: marks[target.id], journal) { progress in
            if let reason = operation.refusal(of: progress) { throw Refusal(reason: reason) }
            return operation.progress(from: progress, now: now) ?? progress
          }
        }
        if hasSideTables, operation.endsSent { try endSent(entries, db) }
      case .delete:
        let deletion = try Deletion(db, ownTables)
        entries = try targets.map { try delete($0, db, running: marks[$0.id], deletion, journal) }
      case .undo(let action):
        let undoing = try Undoing(action, db)
        entries =
          undoing.kind == .deletion
          ? try restore(targets, undoing, db, journal)
          : try targets.map { try undo($0, db, running: marks[$0.id], undoing, journal) }
      }
      return OperationReport(entries: entries, journalID: journal?.id)
    }
  }

  private func endSent(_ entries: [OperationReport.Entry], _ db: Database) throws {
    let statement = try db.cachedStatement(sql: "DELETE FROM triggertop_claim WHERE trigger_id = ? AND kind = 'sent'")
    for entry in entries where entry.result == .done { try statement.execute(arguments: [entry.id]) }
  }

  /// Why a row that is as it was seen is left alone all the same.
  struct Refusal: Error {
    var reason: String
  }

  /// - Parameter next: the row's new progress, from the present one; throws `Refusal`.
  func change(
    _ target: Target, _ db: Database, running: RunningMark?, _ journal: Journal?,
    to next: (Progress) throws -> Progress
  ) throws -> OperationReport.Entry {
    var entry = OperationReport.Entry(id: target.id, result: .done)
    switch try found(target, db, running: running) {
    case .failure(let left): entry.result = left.result
    case .success(let record):
      do {
        try write(try next(record.progress), to: record.id, db)
        if db.changesCount == 0 { throw Refusal(reason: "a trigger of djtriggers_trigger keeps it as it is") }
        entry.before = record
        entry.after = try TriggerRecord.fetch(db, ids: [record.id]).first
      } catch let refusal as Refusal {
        entry.result = .refused(refusal.reason)
      }
    }
    try journal?.note(entry, target)
    return entry
  }

  private func delete(
    _ target: Target, _ db: Database, running: RunningMark?, _ deletion: Deletion, _ journal: Journal?
  ) throws -> OperationReport.Entry {
    var entry = OperationReport.Entry(id: target.id, result: .done)
    switch try found(target, db, running: running) {
    case .failure(let left):
      entry.result = left.result
      try journal?.note(entry, target)
    case .success(let record):
      switch try deletion.delete(record) {
      case .success(let kept):
        entry.before = record
        try journal?.note(entry, target, deleted: kept)
      case .failure(let refusal):
        entry.result = .refused(refusal.reasons[record.id] ?? "a constraint")
        try journal?.note(entry, target)
      }
    }
    return entry
  }

  private struct LeftAlone: Error {
    var result: OperationResult
  }

  /// The row, if it is as the operator saw it.
  private func found(
    _ target: Target, _ db: Database, running: RunningMark?
  ) throws -> Result<TriggerRecord, LeftAlone> {
    guard let record = try TriggerRecord.fetch(db, ids: [target.id]).first, record.received == target.received else {
      return .failure(LeftAlone(result: .missing))
    }
    if let running { return .failure(LeftAlone(result: .running(running))) }
    return record.progress == target.seen ? .success(record) : .failure(LeftAlone(result: .changed))
  }

  public func dependents(of ids: [TriggerID]) async throws -> Dependents {
    if ids.isEmpty { return Dependents(rows: []) }
    return try await database.read { db in
      let types = try TriggerRecord.fetch(db, ids: ids).map { ($0.id, $0.type) }
      return try Deletion.dependents(db, ownTables, of: Dictionary(types) { first, _ in first })
    }
  }
}
