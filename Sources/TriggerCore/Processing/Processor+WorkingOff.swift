extension Processor {
  /// Works off what is due, as django-triggers' `process_triggers()`: starts, and drains once nothing of its types is due
  /// any more, or nothing but what somebody else has locked. A trigger that fails and is due again at once
  /// (`Backoff.none`) is tried until it is given up.
  ///
  /// Cancelled or failing, it drains as well.
  ///
  /// - Returns: what is left because somebody else has it locked: Python at work there, or a worker of its that died.
  /// - Throws: `StoreError`; `CancellationError`.
  @discardableResult
  public func workOff() async throws -> [TriggerID] {
    try await start()
    let end: Result<[TriggerID], any Error>
    do { end = .success(try await store.workedOff(by: self)) } catch { end = .failure(error) }
    await drain()
    return try end.get()
  }
}

extension TriggerStore {
  private var workOffPoll: Duration { .milliseconds(200) }
  /// How long what is only locked is waited for, counted from the last end of an attempt: each lock was asked for anew
  /// in between.
  private var patience: Duration { ProcessorSettings().hold + .seconds(1) }

  /// Returns when nothing of the processor's types is due any more, or nothing but what somebody else has locked. What
  /// others run, and what lies in a Celery queue, is waited for. Three queries, five times a second.
  ///
  /// - Returns: what is left because it is locked, ascending.
  package func workedOff(by processor: some ProcessorControl) async throws -> [TriggerID] {
    var ended = 0
    var since = ContinuousClock.now
    while true {
      let status = await processor.status
      if status.ended != ended { (ended, since) = (status.ended, .now) }
      // Looked at before and after: what is claimed or ends in between is due again, or somebody's.
      let before = try await processors(now: nil).claims(inForceOn: status.types)
      let due = try await nextDue(types: status.types, now: nil)
      let overview = try await processors(now: nil)
      let held = before + overview.claims(inForceOn: status.types)
      if due.map({ $0 >= overview.at }) ?? true, held.allSatisfy({ $0.mark.kind == .hold }) {
        if held.isEmpty { return [] }
        if ContinuousClock.now - since > patience { return Set(held.map(\.id)).sorted() }
      }
      try await Task.sleep(for: workOffPoll)
    }
  }
}

extension ProcessorOverview {
  fileprivate func claims(inForceOn types: [String]) -> [ClaimedTrigger] {
    claims.filter { $0.mark.leaseUntil > at && types.contains($0.type) }
  }
}

extension ProcessorStatus {
  /// Attempts that came to an end, and messages sent.
  package var ended: Int { succeeded + failed + (sending?.sent ?? 0) }
}
