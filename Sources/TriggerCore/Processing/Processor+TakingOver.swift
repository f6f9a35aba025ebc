extension Processor {
  /// A lease that is over by the database's clock may be a little less so by this one.
  private static var margin: Duration { .milliseconds(50) }

  /// Takes over what processors left that died, as soon as their leases are over, until the session is closed.
  func keepTakingOver(_ session: ProcessorSession) async {
    while session.isOpen { await session.lapse.wait(atMost: await takeOver(session)) }
  }

  /// - Returns: how long nothing is to be done.
  private func takeOver(_ session: ProcessorSession) async -> Duration {
    guard state == .running else { return settings.heartbeat + Self.margin }
    if let pause = trouble.untilRescue(at: clock.uptime) { return pause + Self.margin }
    pending += 1
    defer { workEnded() }
    do throws(Intake.Failure) {
      var batch: Rescue.Batch
      let begun = clock.uptime
      leftLocks = leftLocks.filter { $0.value > begun }
      repeat {
        let left = leftLocks
        batch = try await rescue(session).round(isLeft: { left[$0.epoch] != nil })
        await accept(batch)
      } while batch.isFull && state == .running
      try? await store.sweep(now: nil)
      let uptime = clock.uptime
      let ends = leftLocks.values.map { $0 - uptime } + [batch.untilNext].compactMap(\.self)
      return min(settings.heartbeat, ends.min() ?? settings.heartbeat) + Self.margin
    } catch {
      note(error)
      return settings.heartbeat / 5 + Self.margin
    }
  }

  private func rescue(_ session: ProcessorSession) -> Rescue {
    Rescue(intake: intake(session), types: registry.types)
  }

  private func accept(_ batch: Rescue.Batch) async {
    take(batch.lost)
    await accept(batch.taken.jobs)
    await tell(batch.taken)
    for record in batch.given {
      hub.emit(
        .skipped, .error,
        "\(record.name) is left alone for an hour: processors died again and again before they could begin it.",
        of: record)
    }
    await leave(batch.locked)
  }

  /// Their holders live, or Python is at work on them: looked at again when their locks are over, and told where they
  /// never will be.
  private func leave(_ ids: [TriggerID]) async {
    guard !ids.isEmpty, let lock else { return }
    let holders = (try? await lock.holders(of: ids)) ?? [:]
    let uptime = clock.uptime
    let claims = (try? await store.expired(ids, types: registry.types, besides: "", limit: ids.count, now: nil).claims)
    for claim in (claims ?? []).map(\.claim) {
      leftLocks[claim.epoch] = uptime + min(holders[claim.id]?.expiresIn ?? settings.lease, settings.lease)
    }
    let endless = ids.filter { holders[$0].map { $0.expiresIn == nil } ?? false }
    let news = locked.meet(endless, at: uptime)
    guard !news.isEmpty, let records = try? await store.records(ids: news) else { return }
    for record in records {
      let isTold = locked.note(record, isOld: true, isEndless: true, at: uptime)
      let why = holders[record.id]?.clause(of: record.id, at: .now) ?? "somebody else has its lock"
      hub.emit(
        .skipped, isTold ? .notice : .debug, "\(record.name) was left behind, but is not taken over: \(why).",
        of: record)
    }
  }

  /// The end of a claim that another processor left behind on a trigger asked for by name, recorded if its handler had
  /// begun.
  /// - Returns: false where there is none that is over.
  func inherit(_ id: TriggerID, _ session: ProcessorSession) async throws -> Bool {
    let batch = try await rescue(session).round([id])
    await intake(session).giveBack(batch.taken.jobs)
    guard let epoch = batch.lost.first?.checked.claim.epoch else {
      if !batch.locked.isEmpty || !batch.given.isEmpty { return false }
      if !batch.taken.jobs.isEmpty || !batch.taken.refused.isEmpty { return true }
      return try await store.detail(of: id, now: nil)?.row.running == nil
    }
    let _: Outcome = try await withCheckedThrowingContinuation { continuation in
      waiters[epoch] = continuation
      take(batch.lost)
    }
    return true
  }

  /// Counts a try for each trigger that another processor died with.
  private func take(_ lost: [(checked: CheckedTrigger, started: Instant, processor: String?, grant: LockGrant?)]) {
    guard !lost.isEmpty else { return }
    let uptime = clock.uptime
    let rescued = lost.map { trigger, started, processor, grant in
      var ending = Ending(
        job: Job(
          checked: trigger, grant: grant, forced: trigger.forced, asked: uptime,
          clock: DatabaseClock(at: trigger.at, uptime: uptime)),
        outcome: .failed(.processorLost(processor)),
        // Until it was found: when in between its processor died, nobody knows.
        run: AttemptRun(started: started, duration: trigger.at.since(started), processor: processor))
      ending.isLoss = true
      return ending
    }
    for ending in rescued {
      let processor = ending.run.processor ?? "a processor"
      hub.emit(
        .rescued, .warning, "\(ending.record.name) was left behind by \(processor), which died.", of: ending.record)
    }
    leases.hold(rescued.map(\.job), for: settings.lease)
    endings += rescued
    session?.ended.raise()
  }
}
