/// Renews a processor's leases and its registration, on a thread of its own: no handler and no busy pool can make
/// them run out.
struct Heartbeat {
  /// What one beat found.
  struct Report {
    /// Somebody else's by now: their handlers are to stop.
    var lost: [Leases.Lease] = []
    /// Why claims could not be renewed.
    var storeError: StoreError?
    /// Why locks could not be renewed.
    var lockError: StoreError?
  }

  var store: any TriggerStore
  var lock: (any TriggerLock)?
  var leases: Leases
  var lease: Duration

  /// - Parameter record: the registration to renew.
  func beat(_ record: ProcessorRecord) async -> Report {
    let held = leases.all
    async let claims = renewClaims(of: held, record)
    async let locks = renewLocks(of: held)
    let (lostClaims, storeError) = await claims
    let (lostLocks, lockError) = await locks
    return Report(lost: leases.stillHeld(lostClaims + lostLocks), storeError: storeError, lockError: lockError)
  }

  private func renewClaims(of held: [Leases.Lease], _ record: ProcessorRecord) async -> ([Leases.Lease], StoreError?) {
    do {
      try await store.heartbeat(record, now: nil)
      guard !held.isEmpty else { return ([], nil) }
      let kept = Set(try await store.extend(held.map(\.claim), lease: lease, now: nil))
      return (held.filter { !kept.contains($0.claim) }, nil)
    } catch {
      return ([], StoreError(error))
    }
  }

  private func renewLocks(of held: [Leases.Lease]) async -> ([Leases.Lease], StoreError?) {
    let locked = held.filter { $0.grant != nil }
    guard let lock, !locked.isEmpty else { return ([], nil) }
    do {
      let kept = Set(try await lock.extend(locked.compactMap(\.grant), lease: lease))
      return (locked.filter { $0.grant.map { !kept.contains($0) } ?? false }, nil)
    } catch {
      return ([], StoreError(error))
    }
  }
}

extension StoreError {
  /// Any error a store or a lock threw.
  init(_ error: any Error) { self = error as? StoreError ?? .failed(String(describing: error)) }

  /// Worth trying again: nothing is wrong with what was asked.
  var isOutage: Bool {
    switch self {
    case .unreachable, .timedOut: true
    default: false
    }
  }
}
