import Synchronization

/// The claims and locks a processor holds, for its heartbeat to renew.
final class Leases: Sendable {
  struct Lease {
    var claim: Claim
    var grant: LockGrant?
  }

  private struct State {
    var held: [Int64: Lease] = [:]
    /// Locks on their way back.
    var returning: [LockGrant] = []
  }

  private let state = Mutex(State())

  func hold(_ jobs: some Sequence<Job>) {
    state.withLock { state in
      for job in jobs { state.held[job.claim.epoch] = Lease(claim: job.claim, grant: job.grant) }
    }
  }

  /// Their locks stay ours until `returned`.
  func letGo(_ jobs: some Sequence<Job>) {
    state.withLock { state in
      for job in jobs {
        state.held[job.claim.epoch] = nil
        if let grant = job.grant { state.returning.append(grant) }
      }
    }
  }

  /// Their locks were given back, or can't be.
  func returned(_ grants: [LockGrant]) {
    let grants = Set(grants)
    state.withLock { $0.returning.removeAll { grants.contains($0) } }
  }

  /// Whose locks are ours at this moment.
  var lockedIDs: Set<TriggerID> {
    state.withLock { state in
      Set(state.held.values.compactMap(\.grant?.id)).union(state.returning.map(\.id))
    }
  }

  /// In no order.
  var all: [Lease] { state.withLock { Array($0.held.values) } }

  /// Those of the leases that are still held: what was let go meanwhile was not lost.
  func stillHeld(_ leases: [Lease]) -> [Lease] {
    state.withLock { state in leases.filter { state.held[$0.claim.epoch] != nil } }
  }
}
