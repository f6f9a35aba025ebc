extension Processor {
  /// A run by name that is over sooner is announced to nobody.
  private static var fleeting: Duration { .seconds(1) }

  /// Renews leases until the session is closed; when something is out of reach, five times as often. Then removes the
  /// registration: not before, or a beat still under way would bring it back.
  nonisolated func keepLeases(_ session: ProcessorSession) async {
    let heartbeat = Heartbeat(store: store, lock: lock, leases: leases, lease: settings.lease)
    if await state == .off { await session.beat.wait(atMost: min(Self.fleeting, settings.heartbeat)) }
    var isRegistered = false
    while session.isOpen {
      isRegistered = true
      let report = await heartbeat.beat(await registration(session))
      await heard(report, session)
      let isWell = report.storeError == nil && report.lockError == nil
      await session.beat.wait(atMost: isWell ? settings.heartbeat : settings.heartbeat / 5)
    }
    // One that can't be removed now is listed as dead for a day.
    if isRegistered { try? await store.retire(processorID: session.id) }
  }

  private func registration(_ session: ProcessorSession) -> ProcessorRecord {
    // One that was not started finishes what it was asked for, and serves no type.
    let announced: ProcessorRecord.State =
      switch state {
      case .off, .draining: .draining
      case .running: .running
      case .paused: .paused
      }
    return ProcessorRecord(
      id: session.id, host: ProcessorName.host, pid: ProcessorName.pid, since: session.since,
      types: state == .off ? [] : registry.types, concurrency: concurrency, state: announced, seen: session.since)
  }

  private func heard(_ report: Heartbeat.Report, _ session: ProcessorSession) async {
    await lose(report.lost)
    if let error = report.lockError { note(.locks(error)) }
    if let error = report.storeError { return note(.store(error)) }
    // While it runs, only a claim or a recorded end proves that all is well.
    if state != .running { allClear(.store) }
    let uptime = clock.uptime
    // The machine slept: others may have slept with it.
    if let lastBeat, uptime - lastBeat > settings.lease { trouble.awaitLease(from: uptime, lease: settings.lease) }
    lastBeat = uptime
    if state == .running, trouble.allowsRescue(at: uptime), !isRescuing {
      isRescuing = true
      pending += 1
      Task { await rescue(session) }
    }
  }

  /// Stops handlers whose claim or lock is somebody else's by now. A success that comes all the same is still offered
  /// to the store, whose guard decides.
  private func lose(_ lost: [Leases.Lease]) async {
    let epochs = Set(lost.map(\.claim.epoch))
    for epoch in epochs {
      guard let run = runs[epoch], !run.isLost else { continue }
      runs[epoch]?.isLost = true
      run.task?.cancel()
      let record = run.job.started.record
      hub.emit(
        .stale, .warning, "\(record.name) was taken over by somebody else; its handler is told to stop.", of: record)
    }
    let waiting = ready.filter { epochs.contains($0.claim.epoch) }
    ready.removeAll { epochs.contains($0.claim.epoch) }
    await handBack(waiting)
  }

  /// Counts a try for each trigger that another processor died with.
  private func rescue(_ session: ProcessorSession) async {
    defer {
      isRescuing = false
      workEnded()
    }
    let limit = 100
    var count = limit
    while count == limit, state == .running {
      do {
        let lost = try await store.rescue(limit: limit, processorID: session.id, lease: settings.lease, now: nil)
        count = lost.count
        take(lost)
      } catch {
        return note(.store(StoreError(error)))
      }
    }
  }

  private func take(_ lost: [StartedTrigger]) {
    let uptime = clock.uptime
    let rescued = lost.map { trigger in
      Ending(
        job: Job(started: trigger, forced: trigger.forced, clock: DatabaseClock(at: trigger.at, uptime: uptime)),
        outcome: .failed(.processorLost(trigger.previousProcessor)),
        run: AttemptRun(started: trigger.at, duration: .zero, processor: trigger.previousProcessor))
    }
    for ending in rescued {
      let processor = ending.run.processor ?? "a processor"
      hub.emit(
        .rescued, .warning, "\(ending.record.name) was left behind by \(processor), which died.", of: ending.record)
    }
    leases.hold(rescued.map(\.job))
    endings += rescued
    session?.ended.raise()
  }
}
