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

  /// What the action did to a trigger; nil where it did nothing.
  func change(of target: Target, _ db: Database) throws -> JournaledChange? {
    try JournaledChange.fetch(db, of: action, to: target.id).first { $0.received == target.received }
  }

  func nothing(on target: Target) -> OperationReport.Entry {
    OperationReport.Entry(id: target.id, result: .refused("action \(action) did nothing to it"))
  }
}

extension SQLiteStore {
  func undo(
    _ target: Target, _ db: Database, running: RunningMark?, _ undoing: Undoing, _ journal: Journal?
  ) throws -> OperationReport.Entry {
    guard let change = try undoing.change(of: target, db) else {
      let entry = undoing.nothing(on: target)
      try journal?.note(entry, target)
      return entry
    }
    return undoing.kind == .edit
      ? try undoEdit(change, target, db, running: running, journal)
      : try self.change(target, db, running: running, journal) { change.before ?? $0 }
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

  /// All together, since a row may hang on several of them. A trigger whose id is in use is left alone.
  func restore(
    _ targets: [Target], _ undoing: Undoing, _ db: Database, _ journal: Journal?
  ) throws -> [OperationReport.Entry] {
    let changes = try Dictionary(targets.map { ($0.id, try undoing.change(of: $0, db)) }) { first, _ in first }
    let taken = Set(try TriggerRecord.fetch(db, ids: targets.map(\.id)).map(\.id))
    let deleted = changes.compactMapValues { $0?.deleted }.filter { !taken.contains($0.key) }
    let restoration = try Restoration(db)
    var refusals: [TriggerID: KeptTriggers] = [:]
    var left = deleted.keys.sorted()
    // What hangs on one that came back in another part comes back after it.
    repeat {
      let tried = left
      refusals = try db.isolated(tried) { ids in
        for id in ids {
          if let record = deleted[id] { try restoration.insert(record, journaledBy: undoing.action) }
        }
      }
      left = refusals.keys.sorted()
      if left.count == tried.count { break }
    } while !left.isEmpty
    let back = Dictionary(try TriggerRecord.fetch(db, ids: deleted.keys.sorted()).map { ($0.id, $0) }) { $1 }
    if !back.isEmpty { try restoration.reconnect(journaledBy: undoing.action) }
    return try targets.map { target in
      var entry = OperationReport.Entry(id: target.id, result: .changed)
      if changes[target.id] ?? nil == nil {
        entry = undoing.nothing(on: target)
      } else if let reason = refusals[target.id]?.reasons[target.id] {
        entry.result = .refused(reason)
      } else if let record = back[target.id] {
        (entry.result, entry.after) = (.done, record)
      }
      try journal?.note(entry, target)
      return entry
    }
  }
}
