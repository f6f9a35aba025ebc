import TriggerCore
import TriggerSQLite

/// A queue of a test's own, in memory, and quick ways to fill it.
public struct TestQueue: Sendable {
  /// With all tables; processes and acts like any other store.
  public let store: any TriggerStore
  /// What seeded rows are reckoned from.
  public let now: Instant

  public init(now: Instant = .noon) {
    store = SQLiteStore.inMemory()
    self.now = now
  }

  /// Fires a trigger of each state and brings it there; with default limits. A row was received a minute before `now`,
  /// and failed or succeeded at `now`.
  /// - Returns: ids in the order of the states.
  @discardableResult
  public func seed(_ states: TriggerState..., type: String = "pay_bill", source: Source? = nil) async throws
    -> [TriggerID]
  {
    try await seed(states, type: type, source: source)
  }

  @discardableResult
  public func seed(_ states: [TriggerState], type: String = "pay_bill", source: Source? = nil) async throws
    -> [TriggerID]
  {
    let triggers = states.map { state in
      NewTrigger(type: type, source: source, after: state == .scheduled ? now + .hours(1) : nil)
    }
    let ids = try await store.fire(triggers, now: now - .minutes(1))
    let request = ClaimRequest(.forced(ids: ids), limit: ids.count, processorID: "seed", lease: .minutes(1))
    let checked = try await store.recheck(try await store.claim(request, now: now), now: now)
    let states = Dictionary(uniqueKeysWithValues: zip(ids, states))
    _ = try await store.finish(checked.compactMap { end(of: $0, in: states[$0.record.id]) })
    try await store.release(checked.map(\.claim), hold: nil, now: now)
    return ids
  }

  private func end(of checked: CheckedTrigger, in state: TriggerState?) -> Finish? {
    var progress = checked.record.progress
    switch state {
    case .failing: progress.tries = 1
    case .warned: progress.tries = 4
    case .failed: progress = Progress(processed: now, successful: false, tries: 5)
    case .succeeded: progress = Progress(processed: now, successful: true)
    case .pending, .scheduled, nil: return nil
    }
    let error = AttemptError(type: "BankTimeout", message: "The bank did not answer.")
    let attempt = Attempt(
      number: progress.tries, started: now, duration: .seconds(1), outcome: .failed, processor: "web3:71", error: error)
    return Finish(
      claim: checked.claim, seen: checked.record.progress, progress: progress,
      attempt: state == .succeeded ? nil : attempt)
  }
}

extension Instant {
  /// 2026-11-23 12:00 UTC: when tests take place.
  public static let noon = Instant(secondsSince1970: 1_795_435_200)
}
