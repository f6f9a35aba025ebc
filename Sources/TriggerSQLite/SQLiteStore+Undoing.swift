import GRDB
import TriggerCore

/// An action that is to be taken back.
struct Undoing {
  enum Kind { case progress, edit, deletion }

  let action: JournaledAction.ID
  let kind: Kind

  /// - Throws: `StoreError.refused` for an action that is not in the journal, or that can't be taken back.
  init(_ action: JournaledAction.ID, _ db: Database) throws {
    self.action = action
    switch try String.fetchOne(db, sql: "SELECT verb FROM triggertop_action WHERE id = ?", arguments: [action]) {
    case "retry", "reschedule": kind = .progress
    case "delete": kind = .deletion
    case DataEdit.verb: kind = .edit
    case let verb?: throw StoreError.refused("Action \(action) can't be taken back: it was \(verb).")
    case nil: throw StoreError.refused("There is no action \(action) in the journal; triggertop undo lists them.")
    }
  }
}

extension SQLiteStore {
  func undo(
    _ target: Target, _ db: Database, running: RunningMark?, _ undoing: Undoing, _ journal: Journal?
  ) throws -> OperationReport.Entry {
    guard let change = try JournaledChange.fetch(db, of: undoing.action, to: target.id).first,
      change.received == target.received
    else {
      let entry = OperationReport.Entry(
        id: target.id, result: .refused("action \(undoing.action) did nothing to it"))
      try journal?.note(entry, target)
      return entry
    }
    switch undoing.kind {
    case .progress: return try self.change(target, db, running: running, journal) { change.before ?? $0 }
    case .edit: return try undoEdit(change, target, db, running: running, journal)
    case .deletion: return try restore(change, target, undoing, db, journal)
    }
  }

  /// The data must be as the edit left it, whatever became of the trigger since.
  private func undoEdit(
    _ change: JournaledChange, _ target: Target, _ db: Database, running: RunningMark?, _ journal: Journal?
  ) throws -> OperationReport.Entry {
    var entry = OperationReport.Entry(id: target.id, result: .done)
    let tables = try ChildTables(db, ownTables)
    let record = try TriggerRecord.fetch(db, ids: [target.id]).first
    if record?.received != target.received {
      entry.result = .missing
    } else if let running {
      entry.result = .running(running)
    } else if let found = try tables.data(of: [target.id])[target.id], let before = change.dataBefore,
      found.data.journal == change.dataAfter?.journal
    {
      if found.tables.isEmpty {
        try db.execute(
          sql: "UPDATE triggertop_payload SET data = ? WHERE trigger_id = ?", arguments: [before.json, target.id])
      } else {
        let fields = try DataEdit.reversal(to: before, from: found.data, columns: found.columns)
        try tables.write(fields, over: found, of: target.id)
      }
      let after = try tables.data(of: [target.id])[target.id]?.data ?? before
      try journal?.note(target, before: found.data, after: after)
      (entry.before, entry.after) = (record, record)
      return entry
    } else {
      entry.result = .changed
    }
    try journal?.note(entry, target)
    return entry
  }

  /// A trigger whose id is in use is left alone.
  private func restore(
    _ change: JournaledChange, _ target: Target, _ undoing: Undoing, _ db: Database, _ journal: Journal?
  ) throws -> OperationReport.Entry {
    var entry = OperationReport.Entry(id: target.id, result: .changed)
    if let deleted = change.deleted, try TriggerRecord.fetch(db, ids: [target.id]).isEmpty {
      let restoration = try Restoration(db)
      let refusals = try db.isolated([target.id]) { _ in
        try restoration.insert(deleted, journaledBy: undoing.action)
      }
      if let reason = refusals[target.id]?.reasons[target.id] {
        entry.result = .refused(reason)
      } else {
        entry.result = .done
        entry.after = try TriggerRecord.fetch(db, ids: [target.id]).first
      }
    }
    try journal?.note(entry, target)
    return entry
  }
}
