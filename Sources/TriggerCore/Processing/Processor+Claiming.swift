extension Processor {
  /// Claims whenever there is room, until the session is closed.
  func keepClaiming(_ session: ProcessorSession) async {
    let wakeups = Task { for await _ in store.wakeups() { session.wake.raise() } }
    defer { wakeups.cancel() }
    var idle = IdlePoll(settings.poll)
    var retreat = Retreat()
    /// Looks in a row that got nothing though something was due: others were at it.
    var crowded = 0
    while session.isOpen {
      let room = room()
      guard state == .running, room > 0 else {
        await session.room.wait(atMost: ready.isEmpty ? nil : Self.patience)
        if state == .running { await handBack(takeOverdue()) }
        continue
      }
      let types = shortages.spared(registry.types, at: clock.uptime)
      let pause = shortages.pause(at: clock.uptime)
      guard !types.isEmpty else {
        await session.wake.wait(atMost: pause)
        continue
      }
      do throws(Intake.Failure) {
        let begun = clock.uptime
        let claimed = try await claim(room, of: types, session)
        retreat.reset()
        // Fewer than asked for says nothing: others may have been at the same ones.
        guard claimed == 0 else {
          idle.reset()
          crowded = 0
          note(isPassedOver: false)
          continue
        }
        let cost = clock.uptime - begun
        let untilDue = await untilDue(types)
        let isPassedOver = untilDue.map { $0 <= .zero } ?? false
        note(isPassedOver: isPassedOver)
        crowded = isPassedOver ? crowded + 1 : 0
        let next =
          isPassedOver && crowded <= Self.mostCrowded
          ? max(Self.shortestPause * (1 << crowded) * (0.5 + jitter()), cost)
          : idle.next(cost: cost, untilDue: untilDue, jitter: jitter())
        let delay = min(next, pause ?? next)
        if await session.wake.wait(atMost: delay) { idle.reset() }
      } catch {
        note(error)
        await session.wake.wait(atMost: retreat.next())
      }
    }
  }

  /// Before what others are at is asked for again, doubled each time, and how often.
  private static var shortestPause: Duration { .milliseconds(2) }
  private static let mostCrowded = 6

  /// How long a trigger may stand claimed while slots are busy, before others may have it.
  private static var patience: Duration { .seconds(1) }

  private func room() -> Int {
    plan.room(
      slots: concurrency, running: runs.values.count { !$0.job.forced },
      ready: ready.count { !$0.claim.isCareful }, unrecorded: endings.count + recording.count,
      setAside: setAside.count, at: clock.uptime)
  }

  private func claim(
    _ room: Int, of types: [String], _ session: ProcessorSession
  ) async throws(Intake.Failure) -> Int {
    pending += 1
    defer { workEnded() }
    let batch = try await intake(session).take(.due(types: types), limit: room)
    allClear(.store)
    if lock != nil, batch.claimed > 0 { allClear(.locks) }
    await accept(batch.jobs)
    // After them: no handler waits for what is to be found out about others.
    await tell(batch)
    return batch.claimed - batch.returning
  }

  func intake(_ session: ProcessorSession) -> Intake {
    Intake(
      store: store, lock: lock, leases: leases, settings: settings, processorID: session.id, clock: clock)
  }

  func accept(_ jobs: [Job]) async {
    guard !jobs.isEmpty else { return }
    guard state == .running else { return await handBack(jobs) }
    if let clock = jobs.first?.clock { databaseClock = clock }
    leases.hold(jobs, for: settings.lease)
    ready.insert(contentsOf: jobs.reversed(), at: 0)
    dispatch()
  }

  /// Nil where nothing will fall due, or that can't be found out.
  private func untilDue(_ types: [String]) async -> Duration? {
    guard let databaseClock, let due = try? await store.nextDue(types: types, now: nil) else { return nil }
    // A time equal to now is not yet due.
    return due.since(databaseClock.now(clock.uptime)) + .milliseconds(1)
  }

  /// What is passed over, and why. A lock without an end is told: its holder may be gone. One that ends by itself, or
  /// that somebody has only just taken, is a neighbour at work.
  func tell(_ batch: Intake.Batch) async {
    tellUnreadable(batch)
    let uptime = clock.uptime
    // A locked trigger is met with once a hold, unless slots are all busy.
    let got = batch.jobs.map(\.id) + batch.refused.map(\.record.id)
    for record in locked.end(got, notSeenSince: uptime - settings.hold * 6) {
      hub.emit(.skipped, .info, "\(record.name) is not locked by somebody else any more.", of: record)
    }
    let met = locked.meet(batch.locked, at: uptime)
    guard !met.isEmpty, let lock, let holders = try? await lock.holders(of: met),
      let records = try? await store.records(ids: met)
    else { return }
    let now = Instant.now
    for record in records {
      let holder = holders[record.id]
      let isTold = locked.note(
        record, isOld: holder?.since.map { now.since($0) >= settings.hold } ?? false,
        isEndless: holder.map { $0.expiresIn == nil } ?? false, at: uptime)
      let why = holder?.clause(of: record.id, at: now) ?? "somebody else had its lock"
      hub.emit(.skipped, isTold ? .notice : .debug, "\(record.name) is passed over: \(why).", of: record)
    }
  }

  /// A type of which nothing here may be read is left alone for a growing pause; others may run it meanwhile.
  private func tellUnreadable(_ batch: Intake.Batch) {
    unreadable.subtract(batch.jobs.map(\.id))
    let readable = Set(batch.jobs.map(\.type))
    for (record, problem) in batch.unreadable {
      let isOfType = problem.isOfRole && !readable.contains(record.type)
      let isKnown = isOfType && shortages.sentences[record.type] != nil
      hub.emit(.skipped, isKnown ? .debug : .warning, "\(record.name) is not run: \(problem)", of: record)
      unreadable.insert(record.id)
      if isOfType { note(MachineShortage(problem.description), of: record) }
    }
  }

  func takeReady() -> [Job] {
    defer { ready = [] }
    return ready
  }

  private func takeOverdue() -> [Job] {
    let uptime = clock.uptime
    guard let oldest = ready.last, uptime - oldest.clock.uptime >= Self.patience else { return [] }
    return takeReady()
  }

  /// Gives back what was claimed and not run.
  func handBack(_ jobs: [Job]) async {
    guard !jobs.isEmpty, let session else { return }
    pending += 1
    defer { workEnded() }
    leases.letGo(jobs)
    await intake(session).giveBack(jobs)
    leases.returned(jobs.compactMap(\.grant))
  }
}
