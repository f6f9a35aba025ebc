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
      return handBackSoon(job)
    }
    let context = ProcessContext(
      record: record, data: job.started.data, dictionary: job.dictionary, logger: handlerLogger(of: record),
      forced: job.forced)
    let epoch = job.claim.epoch
    let slot = idleSlots.popLast() ?? HandlerSlot()
    hub.emit(.started, .debug, "\(record.name) started.", of: record)
    runs[epoch] = Run(job: job, slot: slot, began: clock.uptime)
    runs[epoch]?.task = slot.run(handler, context) { outcome in await self.ended(epoch, outcome) }
  }

  private func ended(_ epoch: Int64, _ outcome: Outcome) {
    guard let run = runs.removeValue(forKey: epoch) else { return }
    if runs.count + idleSlots.count < concurrency { idleSlots.append(run.slot) }
    let uptime = clock.uptime
    plan.ended(at: uptime)
    dispatch()
    session?.room.raise()
    if case .failed = outcome, run.isLost || run.isCancelled { return abandon(run) }
    var ending = Ending(
      job: run.job, outcome: outcome,
      run: AttemptRun(
        started: run.job.clock.now(run.began), duration: uptime - run.began, processor: ProcessorName.text))
    if case .succeeded(let result) = outcome {
      let record = run.job.started.record
      ending.results = results.rows(for: result, of: record, logger: handlerLogger(of: record))
    }
    endings.append(ending)
    session?.ended.raise()
  }

  /// A run that was told to stop and did: no try is counted, and the trigger is left for others.
  private func abandon(_ run: Run) {
    let record = run.job.started.record
    if !run.isLost { hub.emit(.skipped, .info, "\(record.name) was stopped and handed back.", of: record) }
    waiters.removeValue(forKey: run.job.claim.epoch)?.resume(throwing: ProcessError.superseded(record.id))
    handBackSoon(run.job)
  }

  /// In a task of its own: the handler's was cancelled, and so would be the store's calls in it.
  private func handBackSoon(_ job: Job) {
    pending += 1
    Task {
      await handBack([job])
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
