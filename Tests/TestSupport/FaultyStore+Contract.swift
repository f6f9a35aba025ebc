import TriggerCore

extension FaultyStore: TriggerStore {
  public func facts() async throws -> StoreFacts {
    var facts = try await pass(.facts) { try await inner.facts() }
    facts.clock = clock.now
    state.withLock { $0.facts }?(&facts)
    return facts
  }

  public func counts(_ query: CountQuery, now: Instant?) async throws -> StateCounts {
    try await pass(.counts) { try await inner.counts(query, now: now ?? clock.now) }
  }

  public func count(
    _ filter: TriggerFilter, limits: TryLimits, examine: Int, exactWithin: Duration, now: Instant?
  ) async throws -> Tally {
    try await pass(.count) {
      try await inner.count(
        filter, limits: limits, examine: examine, exactWithin: exactWithin, now: now ?? clock.now)
    }
  }

  public func page(_ query: PageQuery, now: Instant?) async throws -> Page {
    try await pass(.page) { try await inner.page(query, now: now ?? clock.now) }
  }

  public func detail(of id: TriggerID, now: Instant?) async throws -> TriggerDetail? {
    try await pass(.detail) { try await inner.detail(of: id, now: now ?? clock.now) }
  }

  public func records(ids: [TriggerID]) async throws -> [TriggerRecord] {
    try await pass(.records) { try await inner.records(ids: ids) }
  }

  public func processors(now: Instant?) async throws -> ProcessorOverview {
    try await pass(.processors) { try await inner.processors(now: now ?? clock.now) }
  }

  public func dependents(of ids: [TriggerID]) async throws -> Dependents {
    try await pass(.dependents) { try await inner.dependents(of: ids) }
  }

  public func fire(_ triggers: [NewTrigger], now: Instant?) async throws -> [TriggerID] {
    try await pass(.fire) { try await inner.fire(triggers, now: now ?? clock.now) }
  }

  public func claim(_ request: ClaimRequest, now: Instant?) async throws -> [Claim] {
    let claims = try await pass(.claim) { try await inner.claim(request, now: now ?? clock.now) }
    state.withLock { state in for claim in claims { state.claims[claim.id] = claim } }
    return claims
  }

  public func recheck(_ claims: [Claim], now: Instant?) async throws -> [CheckedTrigger] {
    let checked = try await pass(.recheck) { try await inner.recheck(claims, now: now ?? clock.now) }
    let (unreadable, changed) = state.withLock { ($0.unreadableType, $0.changedType) }
    return checked.map { trigger in
      var trigger = trigger
      if let changed {
        let record = trigger.record
        trigger.record = TriggerRecord(
          id: record.id, type: changed, source: record.source, received: record.received, progress: record.progress)
      }
      if trigger.record.type == unreadable { trigger.dataProblem = .notPermitted("Its table can't be read.") }
      return trigger
    }
  }

  public func start(_ claim: Claim, now: Instant?) async throws -> Bool {
    try await pass(.start) { try await inner.start(claim, now: now ?? clock.now) }
  }

  public func extend(_ claims: [Claim], lease: Duration, now: Instant?) async throws -> [Claim] {
    try await pass(.extend) { try await inner.extend(claims, lease: lease, now: now ?? clock.now) }
  }

  public func finish(_ finishes: [Finish]) async throws -> [FinishResult] {
    try await pass(.finish) {
      if let (text, error) = state.withLock({ $0.refusesResult }),
        finishes.contains(where: { $0.results.contains(text) })
      {
        throw error
      }
      guard state.withLock({ $0.ignoresFinishes }) else { return try await inner.finish(finishes) }
      let records = try await inner.records(ids: finishes.map(\.claim.id))
      return finishes.map { finish in records.first { $0.id == finish.claim.id }.map { .changed($0) } ?? .stale }
    }
  }

  public func release(_ claims: [Claim], hold: Duration?, now: Instant?) async throws {
    if hold != nil { state.withLock { $0.holds += claims } }
    try await pass(.release) { try await inner.release(claims, hold: hold, now: now ?? clock.now) }
  }

  public func expired(
    _ ids: [TriggerID]?, types: [String], besides processorID: String, limit: Int, now: Instant?
  ) async throws -> ExpiredClaims {
    try await pass(.expired) {
      try await inner.expired(ids, types: types, besides: processorID, limit: limit, now: now ?? clock.now)
    }
  }

  public func takeOver(
    _ claims: [ExpiredClaim], processorID: String, lease: Duration, now: Instant?
  ) async throws -> [TakenOver] {
    try await pass(.takeOver) {
      try await inner.takeOver(claims, processorID: processorID, lease: lease, now: now ?? clock.now)
    }
  }

  public func sweep(now: Instant?) async throws {
    try await pass(.sweep) { try await inner.sweep(now: now ?? clock.now) }
  }

  public func forget(
    olderThan age: Duration, limit: Int, after place: HistoryPlace?, now: Instant?
  ) async throws -> ForgottenHistory {
    try await pass(.forget) {
      try await inner.forget(olderThan: age, limit: limit, after: place, now: now ?? clock.now)
    }
  }

  public func heartbeat(_ processor: ProcessorRecord, now: Instant?) async throws {
    try await pass(.heartbeat) { try await inner.heartbeat(processor, now: now ?? clock.now) }
  }

  public func retire(processorID: String) async throws {
    try await pass(.retire) { try await inner.retire(processorID: processorID) }
  }

  public func nextDue(types: [String], now: Instant?) async throws -> Instant? {
    try await pass(.nextDue) { try await inner.nextDue(types: types, now: now ?? clock.now) }
  }

  public func apply(
    _ operation: Operation, to targets: [Target], by operator: Operator, continuing action: JournaledAction.ID?,
    now: Instant?
  ) async throws -> OperationReport {
    try await pass(.apply) {
      try await inner.apply(operation, to: targets, by: `operator`, continuing: action, now: now ?? clock.now)
    }
  }

  public func migrate(dryRun: Bool) async throws -> [String] {
    try await pass(.migrate) { try await inner.migrate(dryRun: dryRun) }
  }

  public func wakeups() -> AsyncStream<Void> { inner.wakeups() }
}
