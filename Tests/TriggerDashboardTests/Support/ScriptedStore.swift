import Synchronization
import TriggerCore

@testable import TriggerDashboard

/// A queue in memory that can be told to fail or to keep its callers waiting, and counts what it is asked.
final class ScriptedStore: TriggerStore {
  struct State {
    var rows: [TriggerID: TriggerRecord] = [:]
    /// What every call throws from now on.
    var failure: StoreError?
    /// While true, calls wait.
    var isStuck = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    var calls: [String] = []
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    /// Ids that somebody else changed since they were read.
    var changed: Set<TriggerID> = []
  }

  let state = Mutex(State())

  init(_ rows: [TriggerRecord] = Sample.rows.map(\.record)) {
    state.withLock { state in for row in rows { state.rows[row.id] = row } }
  }

  var calls: [String] { state.withLock { $0.calls } }

  /// Returns once so many calls have been made, counted from the beginning.
  func called(times count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.calls.count < count { state.watchers.append((count, continuation)) }
        return state.calls.count >= count
      }
      if isThere { continuation.resume() }
    }
  }

  func stick() { state.withLock { $0.isStuck = true } }

  func unstick() {
    let waiting = state.withLock { state in
      defer { (state.isStuck, state.waiting) = (false, []) }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  func fail(_ error: StoreError?) { state.withLock { $0.failure = error } }

  private func enter(_ call: String) async throws {
    await withCheckedContinuation { continuation in
      let (waits, watchers) = state.withLock { state in
        state.calls.append(call)
        if state.isStuck { state.waiting.append(continuation) }
        let watchers = state.watchers.filter { $0.count <= state.calls.count }
        state.watchers.removeAll { $0.count <= state.calls.count }
        return (state.isStuck, watchers)
      }
      for watcher in watchers { watcher.continuation.resume() }
      if !waits { continuation.resume() }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }
}

// MARK: - Reading

extension ScriptedStore {
  func facts() async throws -> StoreFacts {
    try await enter("facts")
    return Sample.facts
  }

  func counts(_ query: CountQuery, now: Instant?) async throws -> StateCounts {
    try await enter("counts")
    return Sample.counts()
  }

  func count(
    _ filter: TriggerFilter, limits: TryLimits, examine: Int, exactWithin: Duration, now: Instant?
  ) async throws -> Tally {
    try await enter("count")
    return state.withLock { state in
      Tally(state.rows.values.count { filter.matches($0, limits: limits, now: Sample.now) })
    }
  }

  func page(_ query: PageQuery, now: Instant?) async throws -> Page {
    try await enter("page")
    let matching = state.withLock { state in
      state.rows.values.filter { query.filter.matches($0, limits: query.limits, now: Sample.now) }
    }
    func cursor(_ record: TriggerRecord) -> PageCursor { PageCursor(record, in: query.sort) }
    let sorted = matching.sorted { cursor($1).follows(cursor($0), in: query.sort) }
    let reach =
      switch query.direction {
      case .forward: sorted.drop { row in query.cursor.map { !cursor(row).follows($0, in: query.sort) } ?? false }
      case .backward: sorted.prefix { row in query.cursor.map { $0.follows(cursor(row), in: query.sort) } ?? true }
      }
    let rows = query.direction == .forward ? reach.prefix(query.limit) : reach.suffix(query.limit)
    return Page(
      rows: rows.map { Page.Row(record: $0) }, hasMore: reach.count > query.limit, at: Sample.now,
      cost: .milliseconds(1))
  }

  func detail(of id: TriggerID, now: Instant?) async throws -> TriggerDetail? {
    try await enter("detail \(id)")
    return state.withLock { $0.rows[id] }.map { TriggerDetail(row: Page.Row(record: $0), at: Sample.now) }
  }

  func records(ids: [TriggerID]) async throws -> [TriggerRecord] {
    try await enter("records")
    return state.withLock { state in ids.sorted().compactMap { state.rows[$0] } }
  }

  func processors(now: Instant?) async throws -> ProcessorOverview {
    try await enter("processors")
    return Sample.overview
  }

  func dependents(of ids: [TriggerID]) async throws -> Dependents {
    try await enter("dependents")
    return Dependents(rows: [])
  }
}

// MARK: - Acting

extension ScriptedStore {
  func apply(
    _ operation: Operation, to targets: [Target], by operator: Operator, continuing action: JournaledAction.ID?,
    now: Instant?
  ) async throws -> OperationReport {
    try await enter("apply \(operation.verb) \(targets.count) by \(`operator`.name)")
    return state.withLock { state in
      OperationReport(entries: targets.map { Self.apply(operation, $0, &state) }, journalID: nil)
    }
  }

  private static func apply(_ operation: Operation, _ target: Target, _ state: inout State) -> OperationReport.Entry {
    guard let before = state.rows[target.id] else { return .init(id: target.id, result: .missing) }
    guard !state.changed.contains(target.id) else { return .init(id: target.id, result: .changed) }
    var after: TriggerRecord? = before
    after?.progress = operation.progress(from: before.progress, now: Sample.now) ?? before.progress
    if operation == .delete { after = nil }
    state.rows[target.id] = after
    return .init(id: target.id, result: .done, before: before, after: after)
  }

  private static var unneeded: StoreError { .refused("A dashboard does not ask for this.") }

  func fire(_ triggers: [NewTrigger], now: Instant?) async throws -> [TriggerID] { throw Self.unneeded }
  func claim(_ request: ClaimRequest, now: Instant?) async throws -> [Claim] { throw Self.unneeded }
  func recheck(_ claims: [Claim], now: Instant?) async throws -> [CheckedTrigger] { throw Self.unneeded }
  func start(_ claim: Claim, now: Instant?) async throws -> Bool { throw Self.unneeded }
  func extend(_ claims: [Claim], lease: Duration, now: Instant?) async throws -> [Claim] { throw Self.unneeded }
  func finish(_ finishes: [Finish]) async throws -> [FinishResult] { throw Self.unneeded }
  func release(_ claims: [Claim], hold: Duration?, now: Instant?) async throws { throw Self.unneeded }
  func expired(
    _ ids: [TriggerID]?, types: [String], besides processorID: String, limit: Int, now: Instant?
  ) async throws -> ExpiredClaims {
    throw Self.unneeded
  }
  func takeOver(
    _ claims: [ExpiredClaim], processorID: String, lease: Duration, now: Instant?
  ) async throws -> [TakenOver] {
    throw Self.unneeded
  }
  func sweep(now: Instant?) async throws { throw Self.unneeded }
  func forget(
    olderThan age: Duration, limit: Int, after place: HistoryPlace?, now: Instant?
  ) async throws -> ForgottenHistory {
    throw Self.unneeded
  }
  func heartbeat(_ processor: ProcessorRecord, now: Instant?) async throws { throw Self.unneeded }
  func retire(processorID: String) async throws { throw Self.unneeded }
  func nextDue(types: [String], now: Instant?) async throws -> Instant? { throw Self.unneeded }
  func migrate(dryRun: Bool) async throws -> [String] { throw Self.unneeded }
  func wakeups() -> AsyncStream<Void> { AsyncStream { $0.finish() } }
}
