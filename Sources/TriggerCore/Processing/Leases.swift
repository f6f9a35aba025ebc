import Synchronization

/// The claims and locks a processor holds, for its heartbeat to renew.
final class Leases: Sendable {
  struct Lease {
    var claim: Claim
    var grant: LockGrant?
  }

  private let held = Mutex<[Int64: Lease]>([:])

  func hold(_ jobs: some Sequence<Job>) {
    held.withLock { held in
      for job in jobs { held[job.claim.epoch] = Lease(claim: job.claim, grant: job.grant) }
    }
  }

  func letGo(_ jobs: some Sequence<Job>) {
    held.withLock { held in
      for job in jobs { held[job.claim.epoch] = nil }
    }
  }

  /// In no order.
  var all: [Lease] { held.withLock { Array($0.values) } }

  /// Those of the leases that are still held: what was let go meanwhile was not lost.
  func stillHeld(_ leases: [Lease]) -> [Lease] {
    held.withLock { held in leases.filter { held[$0.claim.epoch] != nil } }
  }
}
