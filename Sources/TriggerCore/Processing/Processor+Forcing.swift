extension Processor {
  public func run(_ id: TriggerID, forced: Bool) async throws(ProcessError) -> Outcome {
    try await run(id, type: nil, forced: forced, dictionary: [:])
  }

  /// - Parameter type: refuses triggers of others; nil takes whatever has a handler.
  func run(
    _ id: TriggerID, type: String?, forced: Bool, dictionary: [String: DataValue]
  ) async throws(ProcessError) -> Outcome {
    try await check(id, type: type)
    let session = session ?? open()
    pending += 1
    defer { workEnded() }
    var job = try await take(id, forced: forced, session)
    guard state != .draining, !Task.isCancelled else {
      await intake(session).giveBack([job])
      throw .stopped(id)
    }
    job.dictionary = dictionary
    leases.hold([job], for: settings.lease)
    return try await ending(of: job)
  }

  private func check(_ id: TriggerID, type: String?) async throws(ProcessError) {
    let record: TriggerRecord?
    do { record = try await store.records(ids: [id]).first } catch { throw .store(StoreError(error)) }
    guard let record else { throw .noSuchTrigger(id) }
    if let type, !record.type.isExactly(type) { throw .wrongType(id, record.type) }
    guard registry[record.type] != nil else { throw .noHandler(id, record.type) }
  }

  /// - Parameter isLast: nothing more is to be inherited from a processor that died.
  private func take(
    _ id: TriggerID, forced: Bool, _ session: ProcessorSession, isLast: Bool = false
  ) async throws(ProcessError) -> Job {
    let batch: Intake.Batch
    do throws(Intake.Failure) {
      batch = try await intake(session).take(
        forced ? .forced(ids: [id]) : .named(ids: [id]), limit: 1, forced: forced)
    } catch {
      switch error {
      case .store(let error), .locks(let error): throw .store(error)
      }
    }
    if let job = batch.jobs.first { return job }
    if let problem = batch.unreadable.first?.problem { throw .store(problem) }
    switch batch.refused.first?.admission {
    case .later(let time): throw .later(time)
    case .alreadyProcessed: throw .alreadyProcessed(id)
    case .run, nil: break
    }
    guard !isLast, batch.locked.isEmpty, try await inherits(id, session) else { throw .locked(id) }
    return try await take(id, forced: forced, session, isLast: true)
  }

  private func inherits(_ id: TriggerID, _ session: ProcessorSession) async throws(ProcessError) -> Bool {
    do { return try await inherit(id, session) } catch {
      throw error as? ProcessError ?? .store(StoreError(error))
    }
  }

  private func ending(of job: Job) async throws(ProcessError) -> Outcome {
    let epoch = job.claim.epoch
    do {
      return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          waiters[epoch] = continuation
          begin(job)
        }
      } onCancel: {
        Task { await self.cancel(epoch) }
      }
    } catch {
      throw error as? ProcessError ?? .store(StoreError(error))
    }
  }
}
