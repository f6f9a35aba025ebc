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
  var clock: any ProcessorClock

  /// Claims first: a registration that can't be renewed costs no lease.
  /// - Parameter record: the registration to renew.
  func renewClaims(_ record: ProcessorRecord) async -> ClaimReport {
    var report = ClaimReport()
    do {
      let held = leases.all
      if !held.isEmpty {
        let end = clock.uptime + lease
        let kept = Set(try await store.extend(held.map(\.claim), lease: lease, now: nil))
        leases.extend(kept, to: end)
        report.lost = leases.stillHeld(held.filter { !kept.contains($0.claim) })
      }
      try await store.heartbeat(record, now: nil)
    } catch {
      report.error = StoreError(error)
    }
    return report
  }

  func renewLocks() async -> LockReport {
    let held = leases.all.filter { $0.grant != nil }
    guard let lock, !held.isEmpty else { return LockReport() }
    do {
      var end = clock.uptime + lease
      let kept = Set(try await lock.extend(held.compactMap(\.grant), lease: lease))
      leases.extend(kept, to: end)
      let gone = leases.stillHeld(held.filter { !kept.contains($0) })
      guard !gone.isEmpty else { return LockReport() }
      end = clock.uptime + lease
      let regained = Set(try await lock.regain(gone.compactMap(\.grant), lease: lease))
      leases.extend(regained, to: end)
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
  package init(_ error: any Error) { self = error as? StoreError ?? .failed(String(describing: error)) }

  /// Another role might be permitted it.
  var isOfRole: Bool { if case .notPermitted = self { true } else { false } }

  /// Nobody answered: whether the call took effect is unknown.
  var isOutage: Bool {
    switch self {
    case .unreachable, .timedOut: true
    default: false
    }
  }
}
