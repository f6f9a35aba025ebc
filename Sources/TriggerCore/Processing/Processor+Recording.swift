extension Processor {
  /// Ends recorded in one call at most.
  private static var batch: Int { 500 }
  /// After so many a batch is halved, whatever the store says.
  private static var mostFailures: Int { 3 }

  /// Records ends as they come: whatever gathered during one call goes with the next.
  func keepRecording(_ session: ProcessorSession) async {
    var retreat = Retreat()
    /// In a row, though the store answers.
    var failures = 0
    let recorder = OutcomeRecorder(store: store, lifecycle: settings.lifecycle, clock: clock, jitter: jitter)
    while session.isOpen {
      endings += takeSetAside()
      guard !endings.isEmpty else {
        await session.ended.wait(atMost: untilSetAside)
        continue
      }
      let batch = Array(endings.prefix(Self.batch))
      endings.removeFirst(batch.count)
      recording = batch
      let report = await recorder.record(batch, isStubborn: failures >= Self.mostFailures)
      recording = []
      endings.insert(contentsOf: report.open, at: 0)
      settle(report.settled)
      if let outage = report.outage {
        failures = outage.isOutage ? 0 : failures + 1
        note(.store(outage))
        await Signal(clock: clock).wait(atMost: retreat.next())
      } else {
        retreat.reset()
        failures = 0
        if report.settled.contains(where: \.fate.isRecorded) { allClear(.store) }
      }
    }
  }

  private func settle(_ settled: [(ending: Ending, fate: OutcomeRecorder.Fate)]) {
    let jobs = settled.filter { !$0.fate.keepsClaim }.map(\.ending.job)
    leases.letGo(jobs)
    giveBackLocks(jobs.compactMap(\.grant))
    for (ending, fate) in settled {
      let waiter = waiters.removeValue(forKey: ending.job.claim.epoch)
      switch fate {
      case .recorded(let transition):
        tell(ending, transition)
        waiter?.resume(returning: ending.outcome)
      case .refused(let error):
        keep(ending, refused: error)
        waiter?.resume(throwing: ProcessError.store(error))
      case .busy:
        waiters[ending.job.claim.epoch] = waiter
        keepBusy(ending)
      case .stale, .overtaken, .contended:
        hub.emit(.stale, .warning, "\(ending.record.name) \(fate.reason); nothing was recorded.", of: ending.record)
        waiter?.resume(throwing: ProcessError.superseded(ending.job.id))
      }
    }
    tellUnrecorded()
    session?.room.raise()
    progressed()
  }

  /// In the background: no end waits for the locks of those before it.
  private func giveBackLocks(_ grants: [LockGrant]) {
    guard let lock, !grants.isEmpty else { return }
    pending += 1
    Task {
      do {
        try await lock.release(grants)
      } catch {
        noteUnreleased(grants.count, StoreError(error))
      }
      leases.returned(grants)
      workEnded()
    }
  }

  /// They end with their lease. Out of reach is told by those who can't take locks; a refusal is told here, once.
  private func noteUnreleased(_ count: Int, _ error: StoreError) {
    guard !error.isOutage, !hasToldUnreleased else { return }
    hasToldUnreleased = true
    let locks = count == 1 ? "A lock" : "\(count) locks"
    let text = "\(locks) can't be given back, and will end with the lease only: \(error.description)"
    logger.error("\(text)")
    hub.emit(.trouble, .error, text)
  }

  private func tell(_ ending: Ending, _ transition: Transition) {
    let record = ending.record
    tellOmission(ending)
    metrics.recorded(ending.outcome, of: record, transition)
    switch ending.outcome {
    case .succeeded(let result):
      succeeded += 1
      hub.emit(.succeeded, .info, "\(record.name) succeeded.\(result.map { "\n\($0.text)" } ?? "")", of: record)
    case .later:
      let time = transition.progress.after?.iso8601 ?? "later"
      hub.emit(.later, .info, "\(record.name) is to run again at \(time).", of: record)
    case .failed(let error):
      failed += 1
      let level = transition.notice?.level ?? .warning
      let text = "Processing of \(record.name) raised a \(error.type) (try nr. \(transition.progress.tries))"
      if let notice = transition.notice { logger.log(level: level, "\(notice.message)") }
      hub.emit(transition.givesUp ? .gaveUp : .failed, level, "\(text)\n\(error.message)", of: record)
    }
  }
}

extension OutcomeRecorder.Fate {
  fileprivate var keepsClaim: Bool {
    switch self {
    case .refused, .busy: true
    case .recorded, .stale, .overtaken, .contended: false
    }
  }

  /// Why nothing was recorded.
  fileprivate var reason: String {
    switch self {
    case .stale: "was taken over or deleted while it ran"
    case .overtaken: "was brought to an end by somebody else while it ran"
    case .contended: "kept being changed by somebody else"
    case .recorded, .refused, .busy: ""
    }
  }
}
