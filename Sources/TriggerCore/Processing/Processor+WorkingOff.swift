extension Processor {
  /// Works off what is due, as django-triggers' `process_triggers()`: starts, and drains once nothing of its types is due
  /// any more. A trigger that fails and is due again at once (`Backoff.none`) is tried until it is given up.
  ///
  /// Cancelled or failing, it drains as well.
  ///
  /// - Throws: `StoreError`; `CancellationError`.
  public func workOff() async throws {
    try await start()
    let end: Result<Void, any Error>
    do { end = .success(try await store.workedOff(by: self)) } catch { end = .failure(error) }
    await drain()
    try end.get()
  }
}

extension TriggerStore {
  private var workOffPoll: Duration { .milliseconds(200) }

  /// Returns when nothing of the processor's types is due any more, whoever holds it, and it holds nothing itself. Two
  /// queries, five times a second.
  package func workedOff(by processor: some ProcessorControl) async throws {
    while true {
      let status = await processor.status
      let due = try await nextDue(types: status.types, now: nil)
      let overview = try await processors(now: nil)
      // Without an id it only sends to Celery: what was sent is the workers'.
      let isIdle = status.processorID.map { own in !overview.claims.contains { $0.processorID == own } } ?? true
      if isIdle, due.map({ $0 >= overview.at }) ?? true { return }
      try await Task.sleep(for: workOffPoll)
    }
  }
}
