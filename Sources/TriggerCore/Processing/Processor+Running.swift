import Logging

extension Processor {
  /// Gives free slots what waits for one.
  func dispatch() {
    while runs.values.count(where: { !$0.job.forced }) < concurrency, let job = takeNext() { begin(job) }
  }

  /// Of those with which a processor was lost before, one at a time: if it is lost again, that says with which. Those
  /// with the fewest tries first: none waits behind the one that kills.
  private func takeNext() -> Job? {
    guard ready.last?.claim.isCareful == true else { return ready.popLast() }
    let isBusy = runs.values.contains { $0.job.claim.isCareful }
    let careful = isBusy ? [] : ready.indices.reversed().filter { ready[$0].claim.isCareful }
    let next = careful.min { ready[$0].checked.record.tries < ready[$1].checked.record.tries }
    return (next ?? ready.lastIndex { !$0.claim.isCareful }).map { ready.remove(at: $0) }
  }

  func begin(_ job: Job) {
    let record = job.checked.record
    guard registry[record.type] != nil else {
      // Its type was changed between claim and lock.
      waiters.removeValue(forKey: job.claim.epoch)?.resume(throwing: ProcessError.noHandler(record.id, record.type))
      return handBackSoon([job])
    }
    guard leases.areInForce(job, at: clock.uptime) else { return leaveLapsed([job] + takeLapsed()) }
    runs[job.claim.epoch] = Run(job: job, slot: idleSlots.popLast() ?? HandlerSlot(), began: clock.uptime)
    lookAtRunsSoon()
    if job.claim.isCareful { beginCarefully(job) } else { run(job.claim.epoch) }
  }

  /// Written down first: if this processor is lost too, that counts as a try.
  private func beginCarefully(_ job: Job) {
    let epoch = job.claim.epoch
    Task {
      let isHeld = (try? await store.start(job.claim, now: nil)) ?? false
      guard let run = runs[epoch] else { return }
      if isHeld, !run.isLost, !run.isCancelled, leases.areInForce(job, at: clock.uptime) {
        self.run(epoch)
      } else {
        runs[epoch] = nil
        keepIdle(run.slot)
        if run.isLost || run.isCancelled { abandon(run) } else { leaveLapsed([job]) }
        dispatch()
        progressed()
      }
    }
  }

  private func run(_ epoch: Int64) {
    guard let job = runs[epoch]?.job, let slot = runs[epoch]?.slot, let handler = registry[job.type] else { return }
    let record = job.checked.record
    let logger = handlerLogger(of: record)
    let context = ProcessContext(
      record: record, data: job.checked.data, dictionary: job.dictionary, logger: logger, forced: job.forced,
      clock: { [clock] in job.clock.now(clock.uptime) })
    hub.emit(.started, .debug, "\(record.name) started.", of: record)
    runs[epoch]?.began = clock.uptime
    let (results, own) = (results, registry.resultLoggers[ExactText(record.type)])
    runs[epoch]?.task = slot.run(
      handler, context, log: { results.rows(for: $0, of: record, own: own, logger: logger) },
      ended: { await self.ended(epoch, $0) })
  }

  private func takeLapsed() -> [Job] {
    let uptime = clock.uptime
    let lapsed = ready.filter { !leases.areInForce($0, at: uptime) }
    let epochs = Set(lapsed.map(\.claim.epoch))
    ready.removeAll { epochs.contains($0.claim.epoch) }
    return lapsed
  }

  /// The program was stopped, or the machine slept, or the database took its time: others may have run them by now.
  private func leaveLapsed(_ jobs: [Job]) {
    for job in jobs {
      let record = job.checked.record
      hub.emit(.stale, .warning, "\(record.name) is not begun: its lease ended before its turn came.", of: record)
      waiters.removeValue(forKey: job.claim.epoch)?.resume(throwing: ProcessError.stopped(record.id))
    }
    session?.room.raise()
    handBackSoon(jobs)
  }

  private func keepIdle(_ slot: HandlerSlot) {
    if runs.count + idleSlots.count < concurrency { idleSlots.append(slot) }
  }

  private func ended(_ epoch: Int64, _ end: HandlerEnd) {
    guard let run = runs.removeValue(forKey: epoch) else { return }
    keepIdle(run.slot)
    let uptime = clock.uptime
    let (outcome, rows): (Outcome, [String])
    switch end {
    case .outcome(let ended, let results): (outcome, rows) = (ended, results)
    case .shortage(let shortage): return handBack(run, for: shortage)
    }
    endShortage(of: run.job.type)
    plan.ended(at: uptime)
    dispatch()
    session?.room.raise()
    if case .failed = outcome, run.isLost || run.isCancelled { return abandon(run) }
    let ending = Ending(
      job: run.job, outcome: outcome,
      run: AttemptRun(
        started: run.job.clock.now(run.began), duration: uptime - run.began, processor: ProcessorName.text),
      results: rows)
    endings.append(ending)
    session?.ended.raise()
  }

  /// A run that was told to stop and did: no try is counted, and the trigger is left for others.
  private func abandon(_ run: Run) {
    let record = run.job.checked.record
    if !run.isLost {
      stopped += 1
      hub.emit(.skipped, .info, "\(record.name) was stopped and handed back.", of: record)
    }
    let reason = run.isLost ? ProcessError.superseded(record.id) : .stopped(record.id)
    waiters.removeValue(forKey: run.job.claim.epoch)?.resume(throwing: reason)
    handBackSoon([run.job])
  }

  /// With whatever else of its type waits for a slot: others may have what it takes.
  private func handBack(_ run: Run, for shortage: MachineShortage) {
    note(shortage, of: run.job.checked.record)
    waiters.removeValue(forKey: run.job.claim.epoch)?.resume(throwing: ProcessError.unavailable(shortage))
    let alike = ready.filter { $0.type == run.job.type }
    ready.removeAll { $0.type == run.job.type }
    dispatch()
    session?.room.raise()
    handBackSoon([run.job] + alike)
  }

  /// In a task of its own: the handler's was cancelled, and so would be the store's calls in it.
  private func handBackSoon(_ jobs: [Job]) {
    pending += 1
    Task {
      await handBack(jobs)
      workEnded()
    }
  }

  private func handlerLogger(of record: TriggerRecord) -> Logger {
    Logger(label: logger.label) { _ in HandlerLog(logger, hub: hub, record: record) }
  }
}

extension TriggerRecord {
  /// As events name it.
  package var name: String { "\(type) \(id)" }
}
