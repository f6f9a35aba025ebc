import Testing
import TriggerCore

extension Instant {
  /// When rules take place; stores are told the time, so that nothing waits.
  static let noon = Instant(secondsSince1970: 1_795_435_200)  // 2026-11-23 12:00 UTC
}

/// The steps that rules are told in.
extension StoreFixture {
  @discardableResult
  func fire(
    _ count: Int = 1, type: String = "pay_bill", source: Source? = nil, after: Instant? = nil, now: Instant = .noon
  ) async throws -> [TriggerID] {
    try await store.fire(
      Array(repeating: NewTrigger(type: type, source: source, after: after), count: count), now: now)
  }

  /// Fires one trigger and answers with its row.
  func fired(type: String = "pay_bill", source: Source? = nil, after: Instant? = nil, now: Instant = .noon)
    async throws -> TriggerRecord
  {
    try await record(try #require(try await fire(type: type, source: source, after: after, now: now).first))
  }

  func record(_ id: TriggerID) async throws -> TriggerRecord {
    try #require(try await store.records(ids: [id]).first, "trigger \(id) is gone")
  }

  /// Claims what is due of one type with a lease of a minute.
  func claim(
    _ type: String = "pay_bill", limit: Int = 1_000, processor: String = "p1", now: Instant = .noon
  ) async throws -> [Claim] {
    try await store.claim(.due(type, limit: limit, processor: processor), now: now)
  }

  /// Claims what is due of one type, and reads it again.
  func begin(_ type: String = "pay_bill", limit: Int = 1_000, now: Instant = .noon) async throws -> [CheckedTrigger] {
    try await store.recheck(try await claim(type, limit: limit, now: now), now: now)
  }

  /// Fires one trigger, claims it and marks it as begun.
  func begun(type: String = "pay_bill", after: Instant? = nil) async throws -> CheckedTrigger {
    try await fire(type: type, after: after)
    let checked = try #require(try await begin(type).first)
    #expect(try await store.start(checked.claim, now: .noon))
    return checked
  }

  /// What dead processors left of one type.
  func expired(
    _ ids: [TriggerID]? = nil, type: String = "pay_bill", besides processor: String = "p2", limit: Int = 1_000,
    now: Instant
  ) async throws -> [ExpiredClaim] {
    try await store.expired(ids, types: [type], besides: processor, limit: limit, now: now).claims
  }

  /// Takes over what dead processors left of one type, with a lease of a minute.
  func takeOver(by processor: String = "p2", now: Instant) async throws -> [TakenOver] {
    try await store.takeOver(
      try await expired(besides: processor, now: now), processorID: processor, lease: .minutes(1), now: now)
  }

  func processor(_ id: String, pid: Int32 = 71, seen: Instant = .noon) -> ProcessorRecord {
    ProcessorRecord(
      id: id, host: "web3", pid: pid, since: seen, types: ["pay_bill", "日本"], concurrency: 4, state: .running,
      seen: seen)
  }
}

extension ClaimRequest {
  static func due(_ type: String = "pay_bill", limit: Int = 1_000, processor: String = "p1") -> ClaimRequest {
    ClaimRequest(.due(types: [type]), limit: limit, processorID: processor, lease: .minutes(1))
  }

  static func forced(_ ids: [TriggerID], processor: String = "p1") -> ClaimRequest {
    ClaimRequest(.forced(ids: ids), limit: 1_000, processorID: processor, lease: .minutes(1))
  }
}

extension Finish {
  /// What a success writes.
  static func success(_ checked: CheckedTrigger, at now: Instant = .noon, results: [String] = []) -> Finish {
    var progress = checked.record.progress
    progress.processed = progress.processed ?? now
    progress.successful = true
    return Finish(
      claim: checked.claim, seen: checked.record.progress, progress: progress, attempt: nil, results: results)
  }

  /// What a failed try writes.
  static func failure(
    _ checked: CheckedTrigger, at now: Instant = .noon, retryAt: Instant? = nil,
    error: AttemptError = AttemptError(type: "BankTimeout", message: "no answer", backtrace: "bank.py:17"),
    results: [String] = []
  ) -> Finish {
    var progress = checked.record.progress
    progress.tries += 1
    progress.after = retryAt ?? progress.after
    let attempt = Attempt(
      number: progress.tries, started: now, duration: .milliseconds(1_234), outcome: .failed, processor: "web3:71",
      error: error)
    return Finish(
      claim: checked.claim, seen: checked.record.progress, progress: progress, attempt: attempt, results: results)
  }
}
