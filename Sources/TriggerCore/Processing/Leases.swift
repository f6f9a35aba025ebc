import Synchronization

/// What becomes of a lease that ends.
enum LeaseEnd {
  /// Its claim went with the record of the attempt; its lock is given back.
  case recorded
  /// Claim and lock are given back, for others to take.
  case givenBack
  /// Its lock is given back; for so long nobody takes it but by name.
  case heldBack(Duration)
  /// Nobody is told: claim and lock end with their time, and whoever takes over counts a lost try.
  case left
}

/// All that a processor holds, from the claim to the end. A drain is over when it is empty.
final class Leases: Sendable {
  private struct State {
    /// By epoch.
    var held: [Int64: Lease] = [:]
    /// Locks on their way back, which still are ours.
    var returning: Set<LockGrant> = []
    /// Calls under way that make or end leases.
    var calls = 0
    /// When a call failed that made or ended claims, by the processor's clock: some may stand that nobody knows of.
    var doubtful: Duration?
  }

  private let store: any TriggerStore
  private let lock: (any TriggerLock)?
  private let trouble: Troubles
  private let clock: any ProcessorClock
  private let returned: @Sendable () -> Void
  /// Raised when something came to its end.
  let settled: Signal
  private let state = Mutex(State())

  /// - Parameter returned: called when claims were given back: they may be claimed anew.
  init(_ equipment: Equipment, returned: @escaping @Sendable () -> Void) {
    (store, lock, trouble, clock) = (equipment.store, equipment.lock, equipment.trouble, equipment.clock)
    self.returned = returned
    settled = Signal(clock: equipment.clock)
  }

  /// Nothing is held, and nothing is under way that a drain has to wait for.
  var areSettled: Bool { state.withLock { $0.held.isEmpty && $0.returning.isEmpty && $0.calls == 0 } }

  /// In no order.
  var all: [Lease] { state.withLock { Array($0.held.values) } }

  /// Whose locks are ours at this moment.
  var lockedIDs: Set<TriggerID> {
    state.withLock { state in
      Set(state.held.values.compactMap(\.grant?.id)).union(state.returning.map(\.id))
    }
  }

  /// Those of the leases that are still held: what was ended meanwhile was not lost.
  func stillHeld(_ leases: [Lease]) -> [Lease] {
    state.withLock { state in leases.filter { state.held[$0.claim.epoch] != nil } }
  }

  func hold(_ leases: [Lease]) {
    state.withLock { state in for lease in leases { state.held[lease.claim.epoch] = lease } }
  }

  /// A call begins that makes or ends leases: a drain waits for it, until `leave`.
  func enter() { state.withLock { $0.calls += 1 } }

  func leave() {
    state.withLock { $0.calls -= 1 }
    settled.raise()
  }

  /// They are not renewed any more from now on. The rest is done in the background, whatever becomes of the caller's
  /// task: two calls at most, whatever the number. What can't be reached ends with its time.
  @discardableResult
  func end(_ leases: [Lease], _ end: LeaseEnd) -> Task<Void, Never>? {
    guard !leases.isEmpty else { return nil }
    let claims = leases.map(\.claim)
    let grants = leases.compactMap(\.grant)
    let isSilent = if case .left = end { true } else { false }
    let isRecorded = if case .recorded = end { true } else { false }
    let isDone = isSilent || isRecorded && grants.isEmpty
    state.withLock { state in
      for claim in claims { state.held[claim.epoch] = nil }
      if !isSilent { state.returning.formUnion(grants) }
      if !isDone { state.calls += 1 }
    }
    guard !isDone else {
      settled.raise()
      return nil
    }
    return Task {
      if case .heldBack(let time) = end { await release(claims, hold: time) }
      await unlock(grants)
      if case .givenBack = end { await release(claims) }
      state.withLock { state in
        state.returning.subtract(grants)
        state.calls -= 1
      }
      settled.raise()
      if case .givenBack = end { returned() }
    }
  }

  /// Gives claims back, also those that became no lease. What can't be reached now ends with its time.
  /// - Parameter hold: how long nobody takes them but by name.
  func release(_ claims: [Claim], hold: Duration? = nil) async {
    guard !claims.isEmpty else { return }
    do { try await store.release(claims, hold: hold, now: nil) } catch { doubtClaims() }
  }

  /// A call failed that made claims or ended them.
  func doubtClaims() {
    let uptime = clock.uptime
    state.withLock { $0.doubtful = uptime }
  }

  /// Nil where all claims of this processor are known.
  var doubtful: Duration? { state.withLock { $0.doubtful } }

  /// All that failed before then has been looked for.
  func endDoubt(since uptime: Duration) {
    state.withLock { state in if state.doubtful == uptime { state.doubtful = nil } }
  }

  private func unlock(_ grants: [LockGrant]) async {
    guard let lock, !grants.isEmpty else { return }
    do {
      try await lock.release(grants)
    } catch {
      trouble.noteUnreleased(grants.count, StoreError(error))
    }
  }
}
