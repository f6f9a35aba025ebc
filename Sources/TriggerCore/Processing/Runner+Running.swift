import BlockingIO

extension Runner {
  /// On one slot, until nothing more waits for it.
  func work(from first: Lease, on slot: QueueExecutor) async {
    var next: Lease? = first
    while let lease = next { next = turn(after: lease, await run(lease), on: slot) }
  }

  private func run(_ lease: Lease) async -> HandlerEnd {
    guard !Task.isCancelled, lease.isInForce(at: clock.uptime) else { return .notBegun(nil) }
    if lease.claim.isCareful {
      // Written down first: if this processor is lost too, that counts as a try.
      do {
        guard try await equipment.store.start(lease.claim, now: nil), !Task.isCancelled,
          lease.isInForce(at: clock.uptime)
        else { return .notBegun(nil) }
      } catch {
        return .notBegun(StoreError(error))
      }
      state.withLock { $0.runs[lease.claim.epoch]?.began = clock.uptime }
    }
    guard let handler = equipment.registry[lease.type] else { return .notBegun(nil) }
    let record = lease.record
    equipment.hub.emit(.started, .debug, "\(record.name) started.", of: record)
    let context = ProcessContext(
      record: record, data: lease.trigger.data, dictionary: lease.dictionary, forced: lease.isForced,
      logger: { [logger = equipment.logger, hub = equipment.hub] in HandlerLog.logger(logger, hub: hub, record: record)
      },
      clock: { [clock] in lease.clock.now(clock.uptime) })
    do {
      let result = try await handler.run(context)
      return .outcome(.succeeded(result), results: rows(for: result, of: context))
    } catch let later as ProcessLater {
      return .outcome(.later(later.time), results: [])
    } catch let shortage as MachineShortage {
      return .shortage(shortage)
    } catch {
      return .outcome(.failed(AttemptError(error)), results: [])
    }
  }

  /// What a result logger makes of the result; it may block, as the handler may.
  private func rows(for result: TriggerResult?, of context: ProcessContext) -> [String] {
    guard let result else { return [] }
    let record = context.record
    return equipment.results.rows(
      for: result, of: record, own: equipment.registry.resultLoggers[ExactText(record.type)], logger: context.logger)
  }

  /// - Returns: what the slot runs next; nil where it is idle from now on.
  private func turn(after lease: Lease, _ end: HandlerEnd, on slot: QueueExecutor) -> Lease? {
    let uptime = clock.uptime
    let (run, next, hasRoom) = state.withLock { state -> (Run?, Lease?, Bool) in
      guard let run = state.end(lease, isMeasured: end.isOutcome, at: uptime) else { return (nil, nil, false) }
      var next: Lease?
      if !run.isToldToStop, state.working < state.slots, let turn = state.takeNext(at: uptime) {
        state.begin(Run(lease: turn.lease, lane: turn.lane, task: run.task, began: uptime))
        next = turn.lease
      } else if state.runs.count + state.idle.count < state.slots {
        state.idle.append(slot)
      }
      return (run, next, run.lane.map { state.lanes.wantsMore($0) } ?? false)
    }
    guard let run else { return nil }
    settle(run, end, at: uptime)
    if hasRoom { shift.room.raise() }
    if next == nil { dispatch() }
    return next
  }

  private func settle(_ run: Run, _ end: HandlerEnd, at uptime: Duration) {
    let lease = run.lease
    switch end {
    case .outcome(let outcome, let results):
      equipment.trouble.endShortage(of: lease.type)
      if case .failed = outcome, run.isToldToStop { return abandon(run) }
      recorder.record(
        Ending(
          lease, outcome,
          AttemptRun(
            started: lease.clock.now(run.began), duration: uptime - run.began, processor: ProcessorName.text),
          results: results))
    case .shortage(let shortage):
      // With whatever else of its type waits for a slot: others may have what it takes.
      equipment.trouble.note(shortage, of: lease.record)
      lease.answer(.failure(.unavailable(shortage)))
      let alike = state.withLock { $0.lanes.takeAll { $0.type == lease.type } }
      leases.end([lease] + alike, .givenBack)
      shift.room.raise()
    case .notBegun(let error):
      if run.isToldToStop { return abandon(run) }
      let lapsed = error == nil ? state.withLock { $0.lanes.takeAll { !$0.isInForce(at: uptime) } } : []
      giveUp([lease] + lapsed, because: error.map { "that could not be written down: \($0.description)" })
    }
  }

  /// A run that was told to stop and did: no try is counted, and the trigger is left for others.
  private func abandon(_ run: Run) {
    let record = run.lease.record
    if !run.isLost {
      equipment.counts.add(stopped: 1)
      equipment.hub.emit(.skipped, .info, "\(record.name) was stopped and handed back.", of: record)
    }
    run.lease.answer(.failure(run.isLost ? .superseded(record.id) : .stopped(record.id)))
    leases.end([run.lease], .givenBack)
  }

  /// - Parameter reason: nil where their leases are over: the program was stopped, or the machine slept, or the database
  ///   took its time. Others may have run them by now.
  private func giveUp(_ given: [Lease], because reason: String?) {
    for lease in given {
      let why = reason ?? "its lease ended before its turn came."
      equipment.hub.emit(.stale, .warning, "\(lease.record.name) is not begun: \(why)", of: lease.record)
      lease.answer(.failure(.stopped(lease.id)))
    }
    leases.end(given, .givenBack)
    shift.room.raise()
  }
}

/// What became of a handler's run.
private enum HandlerEnd {
  /// With rows for `djtriggers_triggerresult`.
  case outcome(Outcome, results: [String])
  /// This machine lacks what it needs: it could not begin.
  case shortage(MachineShortage)
  /// Its lease was over, or, with an error, its beginning could not be written down.
  case notBegun(StoreError?)

  var isOutcome: Bool { if case .outcome = self { true } else { false } }
}
