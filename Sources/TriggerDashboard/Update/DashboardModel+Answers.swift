import TriggerCore

extension DashboardModel {
  /// Keeps what an answer tells, before the screens hear of it.
  mutating func note(_ message: DashboardMessage) {
    switch message {
    case .facts(let result): note(result) { $0.data.facts = $1 }
    case .counts(let result): note(result) { $0.note($1) }
    // The list tells it; the rest of the round was answered.
    case .page(_, .failure(let error)) where !error.isSilence: refresh.answered(at: uptime)
    case .page(_, let result): note(result) { $0.noteClock($1.at, within: $1.cost) }
    case .detail(let id, .success(let detail)):
      if let detail { data.detail = detail } else if data.detail?.row.id == id { data.detail = nil }
    case .overview(let result): note(result) { $0.data.overview = $1 }
    case .holders(let ids, .success(let holders)): note(ids, holders)
    case .holders(_, .failure(let error)): data.lockTrouble = error.description.sanitised
    case .refreshed(let cost): refresh.ended(cost: counting.weight(ofRound: cost, at: uptime), at: uptime)
    case .total(_, _, let cost): counting.spent(cost, at: uptime)
    case .operationAdvanced(_, let entries): note(entries)
    case .operationEnded(let id, let end):
      if phase == .running { operations.removeAll { $0 == id } }
      note(end)
    case .processorStatus(let status): data.processor = status
    case .processorEvent(let event): data.log.append(event)
    case .processorAnswered(let command, let result): note(command, result)
    case .stuckLocks(let result): data.stuckLocks = result
    case .locksReleased(let asked, let result): note(asked, result)
    case .input, .opened, .detail, .dependents, .gathered, .gatheringFailed, .checked, .data, .undoable: break
    case .edited(let id, let result): note(id, result)
    case .notJournaled(let sentence): notice = .trouble(sentence)
    }
  }

  private mutating func note<Answer>(
    _ result: Result<Answer, StoreError>, _ take: (inout DashboardModel, Answer) -> Void
  ) {
    switch result {
    case .success(let answer):
      refresh.answered(at: uptime)
      take(&self, answer)
    case .failure(let error): refresh.failed(error, at: uptime)
    }
  }

  private mutating func note(_ counts: StateCounts) {
    noteClock(counts.at, within: counts.cost)
    counting.spent(counts.exactCost, at: uptime)
    var counts = data.counts.map(counts.keepingExact) ?? counts
    if countedWindows != windows {
      for state in [TriggerState.failed, .succeeded] { counts.states[state] = nil }
    }
    data.counts = counts
    trends.append(counts)
  }

  /// An answer's time is of some moment while it was waited for. The skew moves no further than such an answer demands:
  /// a slow database makes no clock jump.
  private mutating func noteClock(_ time: Instant, within cost: Duration) {
    let least = time.since(clock)
    skew = min(max(skew, least), least + cost)
  }

  /// Whoever holds a lock is known until it is asked again; none of the others is forgotten.
  private mutating func note(_ ids: [TriggerID], _ holders: [TriggerID: LockHolder]) {
    for id in ids { data.locks[id] = holders[id].map { SeenLock(holder: $0, at: now) } }
    data.lockTrouble = nil
  }

  /// The dialog tells what became of it, unless it was closed meanwhile.
  private mutating func note(_ id: TriggerID, _ result: Result<OperationResult, StoreError>) {
    refresh.hurry(at: uptime)
    if let dialog = modal as? EditDialog, dialog.isSaving(id) { return }
    switch result {
    case .success(.done): notice = .done("Saved \(id).")
    case .success(let other): notice = .trouble("\(id) was not saved: it \(other.reason(at: now) ?? other.word).")
    case .failure(let error): notice = .trouble("\(id) was not saved: \(error.description)")
    }
  }

  /// What was left alone stays marked in the list, with the reason.
  private mutating func note(_ entries: [OperationReport.Entry]) {
    for entry in entries {
      data.refusals[entry.id] =
        switch entry.result {
        case .done, .missing: nil
        case .changed: "had changed meanwhile; left alone"
        case .running(let mark): "left alone: \(mark.text(at: now))"
        case .refused(let reason): "left alone: \(reason)"
        }
    }
  }

  private mutating func note(_ end: OperationEnd) {
    refresh.hurry(at: uptime)
    switch end {
    case .completed, .stopped: break
    case .failed(let error): notice = .trouble("The rest was not done: \(error)")
    case .notJournaled(let sentence): notice = .trouble(sentence)
    }
  }

  private mutating func note(_ asked: [StuckLock], _ result: Result<[StuckLock], StoreError>) {
    locksAskedAt = nil
    refresh.hurry(at: uptime)
    switch result {
    case .success(let released) where released.count == asked.count:
      notice = .done("Released \(counted(released.count, "lock")).")
    case .success(let released):
      let rest = asked.count - released.count
      notice = .refusal(
        "Released \(counted(released.count, "lock")); \(rest) \(rest == 1 ? "was" : "were") given back or changed hands"
          + " meanwhile.")
    case .failure(let error): notice = .trouble(error.description)
    }
  }

  private mutating func note(_ command: ProcessorCommand, _ result: Result<Notice?, StoreError>) {
    if case .force = command { refresh.hurry(at: uptime) }
    switch result {
    case .success(let told): notice = told ?? notice
    case .failure(let error): notice = .trouble(error.description)
    }
    // Whatever became of it: the operator wants to leave.
    if command == .drain, phase == .draining { phase = .finished }
  }
}
