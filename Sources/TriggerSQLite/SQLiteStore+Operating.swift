import GRDB
import TriggerCore

extension SQLiteStore {
  public func apply(
    _ operation: Operation, to targets: [Target], by operator: Operator, now: Instant?
  ) async throws -> OperationReport {
    if targets.isEmpty { return OperationReport(entries: [], journalID: nil) }
    return try await database.write { db in
      let now = now ?? .now
      let hasSideTables = try db.sideTables != nil
      let ids = targets.map(\.id)
      let marks = hasSideTables ? try RunningMark.fetch(db, ids: ids).filter { $1.isHeld(at: now) } : [:]
      let journal = hasSideTables ? try Journal(operation.verb, by: `operator`, now: now, db) : nil
      let deletion = operation == .delete ? try Deletion(db) : nil
      let entries = try targets.map { target in
        let record = try TriggerRecord.fetch(db, ids: [target.id]).first
        var entry = decide(operation, target, record, running: marks[target.id], now: now)
        guard entry.result == .done, let record else {
          try journal?.note(entry, target)
          return entry
        }
        if let progress = operation.progress(from: record.progress, now: now) {
          try write(progress, to: record.id, db)
          entry.after = try TriggerRecord.fetch(db, ids: [record.id]).first
          try journal?.note(entry, target)
        } else {
          try journal?.note(entry, target, children: try deletion?.rows(of: record.id) ?? [])
          try deletion?.delete([record.id])
        }
        return entry
      }
      return OperationReport(entries: entries, journalID: journal?.id)
    }
  }

  private func decide(
    _ operation: Operation, _ target: Target, _ record: TriggerRecord?, running: RunningMark?, now: Instant
  ) -> OperationReport.Entry {
    guard let record, record.received == target.received else { return .init(id: target.id, result: .missing) }
    if let running { return .init(id: target.id, result: .running(running)) }
    if record.progress != target.seen { return .init(id: target.id, result: .changed) }
    if let reason = operation.refusal(of: record.progress) { return .init(id: target.id, result: .refused(reason)) }
    return .init(id: target.id, result: .done, before: record)
  }

  public func dependents(of ids: [TriggerID]) async throws -> Dependents {
    if ids.isEmpty { return Dependents(rows: []) }
    return try await database.read { db in
      var counts: [String: Int] = [:]
      let sideTables = try db.sideTables == nil ? [] : ["triggertop_attempt", "triggertop_payload"]
      let sideRows = sideTables.map { (table: $0, condition: "trigger_id IN (SELECT value FROM json_each(?))") }
      for (table, condition) in try ForeignKeys(db).dependents() + sideRows {
        let sql = "SELECT count(*) FROM \(table.quotedIdentifier) WHERE \(condition)"
        counts[table, default: 0] += try Int.fetchOne(db, sql: sql, arguments: [ids.json]) ?? 0
      }
      return Dependents(
        rows: counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { .init(table: $0.key, count: $0.value) })
    }
  }
}
