import Synchronization

/// The claims and locks a processor holds, for its heartbeat to renew.
final class Leases: Sendable {
  struct Lease {
    var claim: Claim
    var grant: LockGrant?
    /// When they end, by the processor's clock, if they were got or renewed no sooner than they were asked for.
    var claimEnd: Duration
    var lockEnd: Duration
  }

  private struct State {
    var held: [Int64: Lease] = [:]
    /// Locks on their way back.
    var returning: [LockGrant] = []
  }

  private let state = Mutex(State())

  /// - Parameter lease: from when the job was asked for.
  func hold(_ jobs: some Sequence<Job>, for lease: Duration) {
    state.withLock { state in
      for job in jobs {
        let end = job.asked + lease
        state.held[job.claim.epoch] = Lease(claim: job.claim, grant: job.grant, claimEnd: end, lockEnd: end)
      }
    }
  }

  /// Claims that were renewed until then.
  func extend(_ claims: Set<Claim>, to end: Duration) {
    state.withLock { state in for claim in claims { state.held[claim.epoch]?.claimEnd = end } }
  }

  /// Locks that were renewed until then, or are held again.
  func extend(_ grants: Set<LockGrant>, to end: Duration) {
    state.withLock { state in
      for (epoch, lease) in state.held {
        if let grant = lease.grant, grants.contains(grant) { state.held[epoch]?.lockEnd = end }
      }
    }
  }

  /// Whether nobody else can have taken the trigger over by now: while the program was stopped or the machine slept,
  /// others may have.
  func areInForce(_ job: Job, at uptime: Duration) -> Bool {
    state.withLock { state in
      guard let lease = state.held[job.claim.epoch] else { return false }
      return uptime < lease.claimEnd && (lease.grant == nil || uptime < lease.lockEnd)
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
