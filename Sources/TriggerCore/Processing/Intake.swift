/// Brings triggers in, ready to run: claim, lock, read again. Three round trips, whatever the batch's size.
struct Intake {
  /// Which of the two that processing needs does not do its part.
  enum Failure: Error {
    case store(StoreError)
    case locks(StoreError)
  }

  /// What came of a batch.
  struct Batch {
    /// How many claims were got.
    var claimed = 0
    var leases: [Lease] = []
    /// Of those, whose locks this processor has not given back yet: left for the next batch.
    var returning = 0
    /// Somebody else holds their locks; left alone for a moment.
    var locked: [TriggerID] = []
    /// Read again under claim and lock they turned out not to be for now.
    var refused: [(record: TriggerRecord, admission: Admission)] = []
    /// Their data can't be read; left alone for a while, and only for a moment where another role may read it.
    var unreadable: [(record: TriggerRecord, problem: StoreError)] = []
  }

  /// What nobody can read now will not be readable in a moment.
  private static var unreadableHold: Duration { .minutes(1) }

  let store: any TriggerStore
  let lock: (any TriggerLock)?
  let leases: Leases
  let settings: ProcessorSettings
  let processorID: String
  let clock: any ProcessorClock

  init(_ equipment: Equipment, _ leases: Leases, processorID: String) {
    (store, lock, settings, clock) = (equipment.store, equipment.lock, equipment.settings, equipment.clock)
    (self.leases, self.processorID) = (leases, processorID)
  }

  /// - Parameters:
  ///   - forced: run whatever the row says.
  ///   - dictionary: arguments of this run.
  func take(
    _ selection: ClaimRequest.Selection, limit: Int, forced: Bool = false, dictionary: [String: DataValue] = [:]
  ) async throws(Failure) -> Batch {
    let end = clock.uptime + settings.lease
    let request = ClaimRequest(
      selection, limit: limit, processorID: processorID, lease: settings.lease, isKeyed: lock != nil)
    let claims: [Claim]
    do throws(Failure) {
      claims = try await store { try await store.claim(request, now: nil) }
    } catch {
      leases.doubtClaims()
      throw error
    }
    var batch = Batch(claimed: claims.count)
    let grants = try await acquire(claims, &batch)
    let free = lock == nil ? claims : claims.filter { grants[$0.id] != nil }
    guard !free.isEmpty else { return batch }
    try await recheck(free, grants, forced: forced, dictionary: dictionary, until: end, into: &batch)
    return batch
  }

  /// Reads claimed triggers again, under their locks, and gives back what is not to be run.
  /// - Parameter end: of their leases, by the processor's clock.
  func recheck(
    _ claims: [Claim], _ grants: [TriggerID: LockGrant], forced: Bool = false,
    dictionary: [String: DataValue] = [:], until end: Duration, into batch: inout Batch
  ) async throws(Failure) {
    let checked: [CheckedTrigger]
    do throws(Failure) {
      checked = try await store { try await store.recheck(claims, now: nil) }
    } catch {
      await giveBack(claims, Array(grants.values))
      throw error
    }
    let uptime = clock.uptime
    var (unreadable, barred, unwanted) = ([Claim](), [Claim](), [Claim]())
    for trigger in checked {
      if let problem = trigger.dataProblem {
        batch.unreadable.append((trigger.record, problem))
        if problem.isOfRole { barred.append(trigger.claim) } else { unreadable.append(trigger.claim) }
        continue
      }
      let admission = settings.lifecycle.admission(of: trigger.record.progress, now: trigger.at, forced: forced)
      if admission == .run {
        batch.leases.append(
          Lease(
            trigger, grant: grants[trigger.record.id], isForced: forced, dictionary: dictionary, until: end,
            readAt: uptime))
      } else {
        batch.refused.append((trigger.record, admission))
        unwanted.append(trigger.claim)
      }
    }
    await leases.release(unreadable, hold: Self.unreadableHold)
    // All processors heed a hold: those whose role may read it are to have it soon.
    await leases.release(barred, hold: settings.hold)
    guard batch.leases.count < claims.count else { return }
    let kept = Set(batch.leases.map(\.id))
    await giveBack(unwanted, grants.values.filter { !kept.contains($0.id) })
  }

  /// Gives back what became no lease: in the background, whatever becomes of the caller's task. What can't be reached now
  /// ends with its time.
  func giveBack(_ claims: [Claim], _ grants: [LockGrant]) async {
    guard !claims.isEmpty || !grants.isEmpty else { return }
    await Task {
      if let lock, !grants.isEmpty { try? await lock.release(grants) }
      await leases.release(claims)
    }.value
  }

  /// Empty without locks.
  private func acquire(_ claims: [Claim], _ batch: inout Batch) async throws(Failure) -> [TriggerID: LockGrant] {
    guard let lock, !claims.isEmpty else { return [:] }
    // Looked at before they are asked for: a lock given back in between is got.
    let own = leases.lockedIDs
    let grants: [LockGrant]
    do {
      grants = try await lock.acquire(claims.map(\.id), lease: settings.lease)
    } catch {
      await giveBack(claims, [])
      throw .locks(StoreError(error))
    }
    let byID = Dictionary(grants.map { ($0.id, $0) }) { first, _ in first }
    guard byID.count < claims.count else { return byID }
    let locked = claims.filter { byID[$0.id] == nil && !own.contains($0.id) }
    let returning = claims.filter { byID[$0.id] == nil && own.contains($0.id) }
    batch.locked = locked.map(\.id)
    batch.returning = returning.count
    await leases.release(locked, hold: settings.hold)
    await leases.release(returning)
    return byID
  }

  func store<Answer>(_ call: () async throws -> Answer) async throws(Failure) -> Answer {
    do { return try await call() } catch { throw .store(StoreError(error)) }
  }
}
