import Synchronization
import TriggerCore

/// A store in front of another that fails, keeps waiting or forgets to answer when a test says so, and whose
/// database clock is the test's.
public final class FaultyStore: Sendable {
  public enum Call: Hashable, Sendable {
    case facts, counts, count, page, detail, records, processors, dependents, fire, claim, recheck, start, extend,
      finish, release, expired, takeOver, sweep, forget, heartbeat, retire, nextDue, apply, migrate
  }

  struct Fault {
    var error: StoreError
    var times: Int
    /// The call is carried out, only its answer is lost.
    var isAfterwards: Bool
  }

  struct State {
    var faults: [Call: Fault] = [:]
    var counts: [Call: Int] = [:]
    var gates: [Call: [CheckedContinuation<Void, Never>]] = [:]
    var watchers: [(call: Call, count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    var claims: [TriggerID: Claim] = [:]
    var holds: [Claim] = []
    var facts: (@Sendable (inout StoreFacts) -> Void)?
    var ignoresFinishes = false
    var refusesResult: (text: String, error: StoreError)?
    var returns: [Call: Int] = [:]
    var returnWatchers: [(call: Call, count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    var unreadableType: String?
    var changedType: String?
  }

  /// Calls to it neither fail nor count.
  public let inner: any TriggerStore
  let clock: ManualClock
  let state = Mutex(State())

  public init(_ inner: any TriggerStore, clock: ManualClock) {
    self.inner = inner
    self.clock = clock
  }

  // MARK: What a test says

  public func fail(
    _ call: Call, times: Int = .max, with error: StoreError = .unreachable("The database is gone."),
    afterwards: Bool = false
  ) {
    state.withLock { $0.faults[call] = Fault(error: error, times: times, isAfterwards: afterwards) }
  }

  public func heal(_ calls: Call...) {
    state.withLock { state in for call in calls { state.faults[call] = nil } }
  }

  /// Calls wait from now on, until `letGo`.
  public func hold(_ call: Call) { state.withLock { $0.gates[call] = [] } }

  public func letGo(_ call: Call) {
    for waiting in state.withLock({ $0.gates.removeValue(forKey: call) ?? [] }) { waiting.resume() }
  }

  public func changeFacts(_ change: @escaping @Sendable (inout StoreFacts) -> Void) {
    state.withLock { $0.facts = change }
  }

  /// Finishes with this result are refused, with whatever stands in their batch.
  public func refuse(result: String, with error: StoreError = .failed("No such result.", .row)) {
    state.withLock { $0.refusesResult = (result, error) }
  }

  /// Finishes change nothing from now on, as where a trigger of the database keeps every row.
  public func ignoreFinishes() { state.withLock { $0.ignoresFinishes = true } }

  /// The data of triggers of this type can't be read from now on.
  public func spoil(type: String) { state.withLock { $0.unreadableType = type } }

  /// Somebody gives triggers this type between their claim and their check from now on.
  public func retype(to type: String) { state.withLock { $0.changedType = type } }

  /// The newest claim that was given on a trigger.
  public func claim(on id: TriggerID) -> Claim? { state.withLock { $0.claims[id] } }

  /// Claims that were made holds.
  public var holds: [Claim] { state.withLock { $0.holds } }

  public func count(of call: Call) -> Int { state.withLock { $0.counts[call] ?? 0 } }

  /// Returns once the call has been made that often, counted from the beginning.
  public func called(_ call: Call, times count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        let isThere = (state.counts[call] ?? 0) >= count
        if !isThere { state.watchers.append((call, count, continuation)) }
        return isThere
      }
      if isThere { continuation.resume() }
    }
  }

  /// Returns once the call has been carried out that often, counted from the beginning.
  public func returned(_ call: Call, times count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        let isThere = (state.returns[call] ?? 0) >= count
        if !isThere { state.returnWatchers.append((call, count, continuation)) }
        return isThere
      }
      if isThere { continuation.resume() }
    }
  }

  private func noteReturn(of call: Call) {
    let watchers = state.withLock { state in
      let count = (state.returns[call] ?? 0) + 1
      state.returns[call] = count
      let watchers = state.returnWatchers.filter { $0.call == call && $0.count <= count }
      state.returnWatchers.removeAll { $0.call == call && $0.count <= count }
      return watchers
    }
    for watcher in watchers { watcher.continuation.resume() }
  }

  func pass<Answer: Sendable>(_ call: Call, _ body: () async throws -> Answer) async throws -> Answer {
    let watchers = state.withLock { state in
      let count = (state.counts[call] ?? 0) + 1
      state.counts[call] = count
      let watchers = state.watchers.filter { $0.call == call && $0.count <= count }
      state.watchers.removeAll { $0.call == call && $0.count <= count }
      return watchers
    }
    for watcher in watchers { watcher.continuation.resume() }
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        state.gates[call]?.append(continuation)
        return state.gates[call] != nil
      }
      if !isHeld { continuation.resume() }
    }
    let fault = state.withLock { state -> Fault? in
      guard var fault = state.faults[call], fault.times > 0 else { return nil }
      fault.times -= 1
      state.faults[call] = fault
      return fault
    }
    if let fault, !fault.isAfterwards { throw fault.error }
    let answer = try await body()
    noteReturn(of: call)
    if let fault { throw fault.error }
    return answer
  }
}
