extension Processor {
  /// Works off what is due, as django-triggers' `process_triggers()`: starts, and drains once nothing of its types is
  /// due any more, or nothing but what is left alone for now: somebody else has it locked, its data can't be read, this
  /// machine lacks what it takes, or it ran and that can't be recorded (`ProcessorStatus.unrecorded`). A
  /// trigger that fails and is due again at once (`Backoff.none`) is tried until it is given up.
  ///
  /// Cancelled or failing, it drains as well.
  ///
  /// - Returns: what is left alone for now. Where it is locked, Python is at work there, or a worker of its died.
  /// - Throws: `StoreError`, also where locks stay out of reach; `CancellationError`.
  @discardableResult
  public func workOff() async throws -> [TriggerID] {
    try await start()
    let end: Result<[TriggerID], any Error>
    do {
      end = .success(try await equipment.store.workedOff(by: self, hold: equipment.settings.hold).ids)
    } catch {
      end = .failure(error)
    }
    await drain()
    return try end.get()
  }
}

extension TriggerStore {
  private var workOffPoll: Duration { .milliseconds(200) }

  /// Returns when nothing of the processor's types is due any more, or nothing but what is left alone for now. What
  /// others run, and what lies in a Celery queue, is waited for. Three queries, five times a second.
  ///
  /// - Parameter hold: the processor's own. What is left alone is waited for a little longer, counted from the last end
  ///   of an attempt: so each lock was asked for anew in between.
  /// - Returns: what is left alone.
  /// - Throws: `StoreError`; `ProcessorStatus.outage` where that lasts as long and nothing runs meanwhile.
  package func workedOff(
    by processor: some ProcessorControl, hold: Duration = ProcessorSettings().hold
  ) async throws -> LeftAlone {
    let patience = hold + .seconds(1)
    var ended = 0
    var since = ContinuousClock.now
    /// When something was in reach last.
    var reached = ContinuousClock.now
    while true {
      let status = await processor.status
      if status.outage == nil || !status.runs.isEmpty { reached = .now }
      if status.ended != ended { (ended, since) = (status.ended, .now) }
      let short = Set(status.shortages.keys)
      let types = status.types.filter { !short.contains($0) }
      // Looked at before and after: what is claimed or ends in between is due again, or somebody's.
      let before = try await processors(now: nil).claims(inForceOn: status.types)
      let due = status.isBarred ? nil : try await nextDue(types: types, now: nil)
      let overview = try await processors(now: nil)
      let held = before + overview.claims(inForceOn: status.types)
      let unrecorded = Set(status.unrecorded)
      let isLeft = held.allSatisfy { $0.mark.kind == .hold || unrecorded.contains($0.id) }
      if due.map({ $0 >= overview.at }) ?? true, isLeft {
        if held.isEmpty, short.isEmpty, !status.isBarred {
          // Claimed when it was looked for, and given back before the second look, it is due again.
          if try await nextDue(types: types, now: nil).map({ $0 >= overview.at }) ?? true { return LeftAlone() }
        } else if status.isBarred || ContinuousClock.now - since > patience {
          var left = LeftAlone()
          left.lacking = Set(try await dueIDs(of: Array(short), at: overview.at))
          left.lacking.formUnion(held.filter { short.contains($0.type) }.map(\.id))
          let others = Set(held.map(\.id)).subtracting(left.lacking)
          left.unreadable = others.intersection(status.unreadable)
          left.locked = others.subtracting(status.unreadable)
          if status.isBarred { left.barred = Set(try await dueIDs(of: types, at: overview.at)).subtracting(left.ids) }
          return left
        }
      }
      if let outage = status.outage, ContinuousClock.now - max(reached, since) > patience { throw outage }
      try await Task.sleep(for: workOffPoll)
    }
  }
}

extension TriggerReader {
  /// Of what is due of these types, the first that are found.
  fileprivate func dueIDs(of types: [String], at now: Instant) async throws -> [TriggerID] {
    guard !types.isEmpty else { return [] }
    let filter = TriggerFilter(
      states: [.pending, .failing, .warned], types: types.map { TextMatch.exactly($0) })
    return try await page(PageQuery(filter: filter), now: nil).rows.map(\.record).filter {
      $0.progress.isDue(at: now)
    }.map(\.id)
  }
}

extension ProcessorOverview {
  fileprivate func claims(inForceOn types: [String]) -> [ClaimedTrigger] {
    claims.filter { $0.mark.leaseUntil > at && types.containsExactly($0.type) }
  }
}

extension ProcessorStatus {
  /// Attempts that came to an end, and messages sent.
  package var ended: Int { succeeded + failed + (sending?.sent ?? 0) }
}

/// What is due and was not run when a queue had been worked off, by the reason as far as it is known.
package struct LeftAlone: Hashable, Sendable {
  /// Somebody else has them locked, or another processor put them off.
  package var locked: Set<TriggerID> = []
  /// Their data can't be read as it is stored.
  package var unreadable: Set<TriggerID> = []
  /// Of types in `ProcessorStatus.shortages`.
  package var lacking: Set<TriggerID> = []
  /// Claims pass over them: `ProcessorStatus.isBarred`.
  package var barred: Set<TriggerID> = []

  package init() {}

  /// All, ascending.
  package var ids: [TriggerID] { locked.union(unreadable).union(lacking).union(barred).sorted() }
}
