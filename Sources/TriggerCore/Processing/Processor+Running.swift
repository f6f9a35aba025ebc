import Logging

extension Processor {
  /// Gives free slots what waits for one.
  func dispatch() {
    while runs.values.count(where: { !$0.job.forced }) < concurrency, let job = ready.popLast() { begin(job) }
  }

  func begin(_ job: Job) {
    let record = job.started.record
    guard let handler = registry[record.type] else {
      // Its type was changed between claim and start.
      waiters.removeValue(forKey: job.claim.epoch)?.resume(throwing: ProcessError.noHandler(record.id, record.type))
      return handBackSoon([job])
    }
    guard leases.areInForce(job, at: clock.uptime) else { return leaveLapsed([job] + takeLapsed()) }
    let logger = handlerLogger(of: record)
    let context = ProcessContext(
      record: record, data: job.started.data, dictionary: job.dictionary, logger: logger, forced: job.forced)
    let epoch = job.claim.epoch
    let slot = idleSlots.popLast() ?? HandlerSlot()
    hub.emit(.started, .debug, "\(record.name) started.", of: record)
    runs[epoch] = Run(job: job, slot: slot, began: clock.uptime)
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
      let record = job.started.record
      hub.emit(.stale, .warning, "\(record.name) is not begun: its lease ended before its turn came.", of: record)
      waiters.removeValue(forKey: job.claim.epoch)?.resume(throwing: ProcessError.stopped(record.id))
    }
    session?.room.raise()
    handBackSoon(jobs)
  }

  private func ended(_ epoch: Int64, _ end: HandlerEnd) {
    guard let run = runs.removeValue(forKey: epoch) else { return }
    if runs.count + idleSlots.count < concurrency { idleSlots.append(run.slot) }
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
    let record = run.job.started.record
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
    note(shortage, of: run.job.started.record)
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
