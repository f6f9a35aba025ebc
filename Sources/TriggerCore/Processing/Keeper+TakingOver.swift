extension Keeper {
  /// A lease that is over by the database's clock may be a little less so by this one.
  private static var margin: Duration { .milliseconds(50) }

  private var rescue: Rescue { Rescue(intake: intake, types: equipment.registry.types) }

  /// Takes over what processors left that died, as soon as their leases are over, until the session is closed.
  func takeOver() async {
    var left = LeftLocks()
    var history = History()
    while shift.isOpen {
      let pause = await takeOver(&left)
      await forget(&history)
      await shift.lapse.wait(atMost: pause)
    }
  }

  /// Removes what only tells of a past that is long enough ago: at most once a beat, and so many rows.
  private func forget(_ history: inout History) async {
    let uptime = clock.uptime
    guard shift.isRunning, let age = settings.history, history.next <= uptime else { return }
    history.next = uptime + settings.heartbeat
    guard
      let step = try? await equipment.store.forget(
        olderThan: age, limit: History.limit, after: history.place, now: nil)
    else { return }
    history.place = step.place
    guard step.removed > 0, !history.isTold else { return }
    history.isTold = true
    let days = age.components.seconds / 86_400
    let old = days == 1 ? "a day" : "\(days) days"
    equipment.hub.emit(
      .state, .notice, "Attempts of processed triggers and actions that are older than \(old) are removed by and by.")
  }

  /// - Returns: how long nothing is to be done.
  private func takeOver(_ left: inout LeftLocks) async -> Duration {
    intake.leases.enter()
    defer { intake.leases.leave() }
    guard shift.isRunning else { return settings.heartbeat + Self.margin }
    if let pause = equipment.trouble.untilRescue(at: clock.uptime) { return pause + Self.margin }
    left.forgetEnded(at: clock.uptime)
    do throws(Intake.Failure) {
      let untilNext = try await takeOverAll(but: &left)
      let ends = [left.untilFirst(at: clock.uptime), untilNext].compactMap(\.self)
      return min(settings.heartbeat, ends.min() ?? settings.heartbeat) + Self.margin
    } catch {
      equipment.trouble.note(error)
      return settings.heartbeat / 5 + Self.margin
    }
  }

  /// - Returns: until the next lease of somebody else ends; nil where there is none.
  private func takeOverAll(but left: inout LeftLocks) async throws(Intake.Failure) -> Duration? {
    var batch: Rescue.Batch
    repeat {
      let met = left
      batch = try await rescue.round(isLeft: { met.contains($0) })
      take(batch.lost)
      if let clock = batch.taken.leases.first?.clock { shift.databaseClock = clock }
      runner.accept(batch.taken.leases)
      await passedOver.tell(batch.taken)
      for record in batch.given {
        equipment.hub.emit(
          .skipped, .error,
          "\(record.name) is left alone for an hour: processors died again and again before they could begin it.",
          of: record)
      }
      await leave(batch.locked, &left)
    } while batch.isFull && shift.isRunning
    try await takeBack()
    try? await equipment.store.sweep(now: nil)
    return batch.untilNext
  }

  /// Claims of this processor that it does not know of, since a call that made or ended them failed: once their leases
  /// are over they are given back, or taken over as others' where they had been before.
  private func takeBack() async throws(Intake.Failure) {
    let leases = intake.leases
    guard let since = leases.doubtful else { return }
    let overview = try await intake.store { try await equipment.store.processors(now: nil) }
    let held = Set(leases.all.map(\.id))
    let lost = overview.claims.filter {
      $0.processorID == shift.id && $0.mark.kind == .work && $0.mark.leaseUntil <= overview.at && !held.contains($0.id)
    }.map(\.id)
    if !lost.isEmpty {
      let expired = try await intake.store {
        try await equipment.store.expired(
          lost, types: equipment.registry.types, besides: "", limit: lost.count, now: nil)
      }
      let begun = Set(overview.claims.filter { $0.mark.started != nil }.map(\.id))
      let fresh = expired.claims.map(\.claim).filter { $0.takeovers == 0 && !begun.contains($0.id) }
      await leases.release(fresh)
      let rest = Set(lost).subtracting(fresh.map(\.id))
      if !rest.isEmpty {
        let batch = try await rescue.round(rest.sorted(), own: true)
        take(batch.lost)
        runner.accept(batch.taken.leases)
      }
      shift.tellFired()
    } else if clock.uptime - since > settings.lease + settings.heartbeat {
      leases.endDoubt(since: since)
    }
  }

  /// Their holders live, or Python is at work on them: looked at again when their locks are over, and told where they
  /// never will be.
  private func leave(_ ids: [TriggerID], _ left: inout LeftLocks) async {
    guard !ids.isEmpty, let lock = equipment.lock else { return }
    let holders = (try? await lock.holders(of: ids)) ?? [:]
    let uptime = clock.uptime
    let expired = try? await equipment.store.expired(
      ids, types: equipment.registry.types, besides: "", limit: ids.count, now: nil)
    for claim in (expired?.claims ?? []).map(\.claim) {
      left.add(claim, until: uptime + min(holders[claim.id]?.expiresIn ?? settings.lease, settings.lease))
    }
    await passedOver.tellLeft(ids.filter { holders[$0].map { $0.expiresIn == nil } ?? false }, holders)
  }

  /// Counts a try for each trigger that another processor died with.
  private func take(_ lost: [Ending]) {
    guard !lost.isEmpty else { return }
    for ending in lost {
      let processor = ending.run.processor ?? "a processor"
      equipment.hub.emit(
        .rescued, .warning, "\(ending.record.name) was left behind by \(processor), which died.", of: ending.record)
    }
    intake.leases.hold(lost.map(\.lease))
    recorder.record(lost)
  }

  /// The end of a claim that another processor left behind on a trigger asked for by name, recorded if its handler had
  /// begun.
  /// - Returns: false where there is none that is over.
  func inherit(_ id: TriggerID) async throws(ProcessError) -> Bool {
    do {
      let batch = try await rescue.round([id])
      await intake.giveBack(batch.taken.leases.map(\.claim), batch.taken.leases.compactMap(\.grant))
      guard let lost = batch.lost.first else {
        if !batch.locked.isEmpty || !batch.given.isEmpty { return false }
        if !batch.taken.leases.isEmpty || !batch.taken.refused.isEmpty { return true }
        return try await equipment.store.detail(of: id, now: nil)?.row.running == nil
      }
      take(batch.lost)
      _ = try await lost.lease.outcome()
      return true
    } catch {
      throw error as? ProcessError ?? .store(StoreError(error))
    }
  }
}

/// How far the past was forgotten.
private struct History {
  static let limit = 1_000

  var place: HistoryPlace?
  /// By the processor's clock.
  var next = Duration.zero
  var isTold = false
}

/// What is not looked at again yet: its lock was not over.
struct LeftLocks {
  /// By epoch, the processor's clock until when.
  private var ends: [Int64: Duration] = [:]

  func contains(_ claim: Claim) -> Bool { ends[claim.epoch] != nil }

  mutating func add(_ claim: Claim, until end: Duration) { ends[claim.epoch] = end }

  mutating func forgetEnded(at uptime: Duration) { ends = ends.filter { $0.value > uptime } }

  /// Nil where there is none.
  func untilFirst(at uptime: Duration) -> Duration? { ends.values.min().map { $0 - uptime } }
}
