/// Takes over what processors left that died or fell silent: work whose lease is over, and with locks, whose lock is over
/// as well. A lock that is held says that its holder lives, or that Python is at work.
struct Rescue {
  /// What came of a round.
  struct Batch {
    /// Handlers had begun, and their processor is lost: a try each. With the lock, under which that is recorded.
    var lost: [Ending] = []
    /// Nobody had begun them, or nobody wrote that down: they are run carefully.
    var taken = Intake.Batch()
    /// Lost too often before they were begun: left alone for an hour.
    var given: [TriggerRecord] = []
    /// Somebody holds their locks.
    var locked: [TriggerID] = []
    /// Until the next lease that is somebody else's ends; nil where there is none.
    var untilNext: Duration?
    /// There may be more.
    var isFull = false
  }

  /// Looked at, and taken over, in one go.
  private static let (window, limit) = (1_000, 100)
  /// Taken over so often before it was begun, a trigger is taken over alone: reading it may be what kills.
  private static let suspicious = 3
  private static let hopeless = 6
  private static var longHold: Duration { .hours(1) }

  let intake: Intake
  let types: [String]

  private var store: any TriggerStore { intake.store }

  /// - Parameters:
  ///   - ids: of triggers that alone are meant; nil means all.
  ///   - own: they are this processor's own, of which it does not know.
  ///   - isLeft: whose lock was looked at and is not over yet.
  func round(
    _ ids: [TriggerID]? = nil, own: Bool = false, isLeft: (Claim) -> Bool = { _ in false }
  ) async throws(Intake.Failure) -> Batch {
    let expired = try await intake.store {
      try await store.expired(ids, types: types, besides: own ? "" : intake.processorID, limit: Self.window, now: nil)
    }
    let waiting = expired.claims.filter { !isLeft($0.claim) }
    let suspects = waiting.filter { $0.claim.takeovers + 1 >= Self.suspicious }
    let others = waiting.filter { $0.claim.takeovers + 1 < Self.suspicious }
    var batch = Batch(
      untilNext: expired.next.map { $0.since(expired.at) }, isFull: others.count > Self.limit || suspects.count > 1)
    try await take(Array(others.prefix(Self.limit)), into: &batch)
    // What may kill comes last, and one a round.
    if let suspect = suspects.first { try await take([suspect], into: &batch) }
    return batch
  }

  private func take(_ claims: [ExpiredClaim], into batch: inout Batch) async throws(Intake.Failure) {
    guard !claims.isEmpty else { return }
    let end = intake.clock.uptime + intake.settings.lease
    let grants = try await locks(of: claims.map(\.claim.id))
    let free = grants.map { grants in claims.filter { grants[$0.claim.id] != nil } } ?? claims
    batch.locked += claims.map(\.claim.id).filter { id in !free.contains { $0.claim.id == id } }
    guard !free.isEmpty else { return }
    let taken: [TakenOver]
    do throws(Intake.Failure) {
      taken = try await intake.store {
        try await store.takeOver(
          free, processorID: intake.processorID, lease: intake.settings.lease, now: nil)
      }
    } catch {
      intake.leases.doubtClaims()
      await intake.giveBack([], grants.map { Array($0.values) } ?? [])
      throw error
    }
    let got = Set(taken.map(\.claim.id))
    await intake.giveBack([], grants?.values.filter { !got.contains($0.id) } ?? [])
    let processors = Dictionary(free.map { ($0.claim.id, $0.processor) }) { first, _ in first }
    try await sort(taken, processors, (grants ?? [:]).filter { got.contains($0.key) }, until: end, into: &batch)
  }

  private func sort(
    _ taken: [TakenOver], _ processors: [TriggerID: String?], _ grants: [TriggerID: LockGrant],
    until end: Duration, into batch: inout Batch
  ) async throws(Intake.Failure) {
    let begun = taken.filter { $0.started != nil }
    let fresh = taken.filter { $0.started == nil }
    if !begun.isEmpty {
      let claims = begun.map(\.claim)
      let checked: [CheckedTrigger]
      do throws(Intake.Failure) {
        checked = try await intake.store { try await store.recheck(claims, now: nil) }
      } catch {
        await intake.giveBack([], Array(grants.values))
        throw error
      }
      let starts = Dictionary(begun.map { ($0.claim.id, $0.started) }) { first, _ in first }
      let uptime = intake.clock.uptime
      // Who asked for a forced run is gone with it.
      for trigger in checked where !trigger.forced {
        let id = trigger.claim.id
        let lease = Lease(trigger, grant: grants[id], until: end, readAt: uptime)
        batch.lost.append(Ending(lease, lostSince: (starts[id] ?? nil) ?? trigger.at, with: processors[id] ?? nil))
      }
      let kept = Set(batch.lost.map(\.record.id))
      let unwanted = claims.filter { !kept.contains($0.id) }
      await intake.giveBack(unwanted, unwanted.compactMap { grants[$0.id] })
    }
    let hopeless = fresh.map(\.claim).filter { $0.takeovers >= Self.hopeless }
    if !hopeless.isEmpty {
      await intake.leases.release(hopeless, hold: Self.longHold)
      await intake.giveBack([], hopeless.compactMap { grants[$0.id] })
      batch.given += (try? await store.records(ids: hopeless.map(\.id))) ?? []
    }
    let hopeful = fresh.map(\.claim).filter { $0.takeovers < Self.hopeless }
    guard !hopeful.isEmpty else { return }
    let theirs = grants.filter { id, _ in hopeful.contains { $0.id == id } }
    try await intake.recheck(hopeful, theirs, until: end, into: &batch.taken)
  }

  /// Nil where processing goes without locks.
  private func locks(of ids: [TriggerID]) async throws(Intake.Failure) -> [TriggerID: LockGrant]? {
    guard let lock = intake.lock else { return nil }
    do {
      let grants = try await lock.acquire(ids, lease: intake.settings.lease)
      return Dictionary(grants.map { ($0.id, $0) }) { first, _ in first }
    } catch {
      throw .locks(StoreError(error))
    }
  }
}
