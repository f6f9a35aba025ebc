/// Renews a processor's leases and its registration, on threads of its own: no handler and no busy pool can make
/// them run out.
struct Heartbeat {
  /// What became of claims.
  struct ClaimReport {
    /// Somebody else's by now, or gone: their handlers are to stop.
    var lost: [Leases.Lease] = []
    /// Why they could not be renewed.
    var error: StoreError?
  }

  /// What became of locks.
  struct LockReport {
    /// Somebody else's by now: their handlers are to stop.
    var lost: [Leases.Lease] = []
    /// How many were gone and are held again.
    var regained = 0
    /// Why they could not be renewed.
    var error: StoreError?
  }

  var store: any TriggerStore
  var lock: (any TriggerLock)?
  var leases: Leases
  var lease: Duration

  /// - Parameter record: the registration to renew.
  func renewClaims(_ record: ProcessorRecord) async -> ClaimReport {
    do {
      try await store.heartbeat(record, now: nil)
      let held = leases.all
      guard !held.isEmpty else { return ClaimReport() }
      let kept = Set(try await store.extend(held.map(\.claim), lease: lease, now: nil))
      return ClaimReport(lost: leases.stillHeld(held.filter { !kept.contains($0.claim) }))
    } catch {
      return ClaimReport(error: StoreError(error))
    }
  }

  func renewLocks() async -> LockReport {
    let held = leases.all.filter { $0.grant != nil }
    guard let lock, !held.isEmpty else { return LockReport() }
    do {
      let kept = Set(try await lock.extend(held.compactMap(\.grant), lease: lease))
      let gone = leases.stillHeld(held.filter { !kept.contains($0) })
      guard !gone.isEmpty else { return LockReport() }
      let regained = Set(try await lock.regain(gone.compactMap(\.grant), lease: lease))
      let wanted = leases.stillHeld(gone)
      // Given back meanwhile: nobody would do that again.
      let unwanted = regained.subtracting(wanted.compactMap(\.grant))
      if !unwanted.isEmpty { try? await lock.release(Array(unwanted)) }
      return LockReport(lost: wanted.filter { !regained.contains($0) }, regained: regained.count - unwanted.count)
    } catch {
      return LockReport(error: StoreError(error))
    }
  }
}

extension Set<LockGrant> {
  fileprivate func contains(_ lease: Leases.Lease) -> Bool { lease.grant.map(contains) ?? false }
}

extension StoreError {
  /// Any error a store or a lock threw.
  init(_ error: any Error) { self = error as? StoreError ?? .failed(String(describing: error)) }

  /// Nobody answered: whether the call took effect is unknown.
  var isOutage: Bool {
    switch self {
    case .unreachable, .timedOut: true
    default: false
    }
  }
}
