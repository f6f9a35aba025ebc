import TerminalUI
import TriggerCore

// What comes from the database is made safe for terminals once, here, before the model takes it. Ids and progress,
// by which actions are guarded, stay as they are.

extension DashboardMessage {
  var sanitised: DashboardMessage {
    switch self {
    case .facts(let result): .facts(result.map(\.sanitised))
    case .counts(let result): .counts(result.map(\.sanitised))
    case .page(let load, let result): .page(load, result.map(\.sanitised))
    case .detail(let id, let result): .detail(id, result.map { $0?.sanitised })
    case .overview(let result): .overview(result.map(\.sanitised))
    case .dependents(let ids, let result): .dependents(ids, result.map(\.sanitised))
    case .holders(let ids, let result): .holders(ids, result.map { $0.mapValues(\.sanitised) })
    case .gathered(let generation, let rows, let isComplete, let wasCut):
      .gathered(generation: generation, rows: rows.map(\.sanitised), isComplete: isComplete, wasCut: wasCut)
    case .undoable(let result): .undoable(result.map { $0?.sanitised })
    case .operationAdvanced(let id, let entries): .operationAdvanced(id, entries: entries.map(\.sanitised))
    case .processorStatus(let status): .processorStatus(status.sanitised)
    case .processorEvent(let event): .processorEvent(event.sanitised)
    case .stuckLocks(let result): .stuckLocks(result.map(\.sanitised))
    case .checked(let entries): .checked(entries.map(\.sanitised))
    case .input, .opened, .refreshed, .gatheringFailed, .operationEnded, .processorAnswered, .locksReleased, .data,
      .edited, .notJournaled, .total:
      self
    }
  }
}

extension TriggerRecord {
  var sanitised: TriggerRecord {
    TriggerRecord(
      id: id, type: type.sanitised, source: source.map { Source(stored: $0.text.sanitised) }, received: received,
      progress: progress)
  }
}

extension AttemptError {
  /// Messages and traces keep their lines.
  var sanitised: AttemptError {
    AttemptError(
      type: type.sanitised, message: message.sanitisedLines.joined(separator: "\n"),
      backtrace: backtrace.map { $0.sanitisedLines.joined(separator: "\n") })
  }
}

extension RunningMark {
  var sanitised: RunningMark {
    RunningMark(kind: kind, processor: processor?.sanitised, started: started, leaseUntil: leaseUntil)
  }
}

extension Page.Row {
  var sanitised: Page.Row {
    Page.Row(record: record.sanitised, lastError: lastError?.sanitised, running: running?.sanitised)
  }
}

extension Page {
  var sanitised: Page {
    var page = self
    page.rows = rows.map(\.sanitised)
    page.unreadable = unreadable.map { Unreadable(id: $0.id, sentence: $0.sentence.sanitised) }
    return page
  }
}

extension StateCounts {
  var sanitised: StateCounts {
    var counts = self
    for index in types.indices { counts.types[index].type = types[index].type.sanitised }
    return counts
  }
}

extension StoreFacts {
  var sanitised: StoreFacts {
    var facts = self
    facts.name = name.sanitised
    facts.version = version.sanitised
    facts.readOnlyReason = readOnlyReason?.sanitised
    facts.sideTablesRefusal = sideTablesRefusal?.sanitised
    facts.childTables = childTables.map(\.sanitised)
    return facts
  }
}

extension LockHolder {
  var sanitised: LockHolder {
    LockHolder(
      token: token.sanitised, since: since, node: node?.sanitised, expiresIn: expiresIn, isHere: isHere,
      obstacle: obstacle?.sanitised)
  }
}

extension FoundLocks {
  /// Tokens, by which releasing is guarded, stay as they are.
  var sanitised: FoundLocks {
    var found = self
    found.locks.locks = locks.locks.map { lock in
      var lock = lock
      lock.holder.node = lock.holder.node?.sanitised
      return lock
    }
    found.types = types.mapValues(\.sanitised)
    return found
  }
}

extension CheckRun.Entry {
  var sanitised: CheckRun.Entry {
    var entry = self
    entry.name = name.sanitised
    entry.result.detail = result.detail.sanitisedLines.joined(separator: "\n")
    return entry
  }
}

extension Dependents.Rows {
  fileprivate var sanitised: Dependents.Rows { .init(table: table.sanitised, count: count) }
}

extension Dependents {
  var sanitised: Dependents {
    Dependents(rows: rows.map(\.sanitised), cleared: cleared.map(\.sanitised))
  }
}
