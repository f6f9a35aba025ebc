extension Processor {
  /// A run by name that is over sooner is announced to nobody.
  private static var fleeting: Duration { .seconds(1) }

  /// Renews leases until the session is closed; when something is out of reach, five times as often. Claims and locks
  /// do not wait for each other: what holds up one is no reason to lose the other. Then removes the registration: not
  /// before, or a beat still under way would bring it back.
  nonisolated func keepLeases(_ session: ProcessorSession) async {
    let heartbeat = Heartbeat(store: store, lock: lock, leases: leases, lease: settings.lease, clock: clock)
    let lockExecutor = QueueExecutor(label: "triggertop.heartbeat.locks")
    if await state == .off { await session.beat.wait(atMost: min(Self.fleeting, settings.heartbeat)) }
    var isRegistered = false
    while session.isOpen {
      isRegistered = true
      if lock != nil, await beginRenewingLocks() {
        Task(executorPreference: lockExecutor) { await self.heard(await heartbeat.renewLocks(), session) }
      }
      let report = await heartbeat.renewClaims(await registration(session))
      await heard(report, session)
      let areLocksWell = await !locksAreOutOfReach
      await session.beat.wait(atMost: report.error == nil && areLocksWell ? settings.heartbeat : settings.heartbeat / 5)
    }
    // One that can't be removed now is listed as dead for a day.
    if isRegistered { try? await store.retire(processorID: session.id) }
  }

  /// - Returns: false while they still are being renewed.
  private func beginRenewingLocks() -> Bool {
    defer { isRenewingLocks = true }
    return !isRenewingLocks
  }

  private func heard(_ report: Heartbeat.LockReport, _ session: ProcessorSession) async {
    isRenewingLocks = false
    let wasOutOfReach = locksAreOutOfReach
    locksAreOutOfReach = report.error != nil
    if locksAreOutOfReach, !wasOutOfReach { session.beat.raise() }
    await lose(report.lost) { "Somebody else has the lock of \($0) by now; its handler is told to stop." }
    if report.regained > 0 {
      let (locks, them) = report.regained == 1 ? ("1 lock was", "it") : ("\(report.regained) locks were", "them")
      let text =
        "\(locks) gone from Redis, which was restarted, emptied or silent for too long; nobody had taken \(them): held again."
      logger.warning("\(text)")
      hub.emit(.state, .warning, text)
    }
    if let error = report.error { note(.locks(error)) }
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
      types: state == .off ? [] : registry.types, concurrency: concurrency, state: announced, seen: session.since,
      redis: lock?.name, running: running)
  }

  private func heard(_ report: Heartbeat.ClaimReport, _ session: ProcessorSession) async {
    await lose(report.lost) { "The claim on \($0) is somebody else's by now; its handler is told to stop." }
    if let error = report.error { return note(.store(error)) }
    // While it runs, only a claim or a recorded end proves that all is well.
    if state != .running { allClear(.store) }
    let uptime = clock.uptime
    // The machine slept: others may have slept with it.
    if let lastBeat, uptime - lastBeat > settings.lease { trouble.awaitLease(from: uptime, lease: settings.lease) }
    lastBeat = uptime
  }

  /// Stops handlers whose claim or lock is somebody else's by now. A success that comes all the same is still offered
  /// to the store, whose guard decides.
  ///
  /// - Parameter sentence: what happened to a trigger of this name.
  private func lose(_ lost: [Leases.Lease], _ sentence: (_ name: String) -> String) async {
    let epochs = Set(lost.map(\.claim.epoch))
    for epoch in epochs {
      guard let run = runs[epoch], !run.isLost else { continue }
      runs[epoch]?.isLost = true
      run.task?.cancel()
      let record = run.job.checked.record
      hub.emit(.stale, .warning, sentence(record.name), of: record)
    }
    let waiting = ready.filter { epochs.contains($0.claim.epoch) }
    ready.removeAll { epochs.contains($0.claim.epoch) }
    await handBack(waiting)
  }
}
