extension Processor {
  public func run(_ id: TriggerID, forced: Bool) async throws(ProcessError) -> Outcome {
    try await run(id, type: nil, forced: forced, dictionary: [:])
  }

  /// - Parameter type: refuses triggers of others; nil takes whatever has a handler.
  func run(
    _ id: TriggerID, type: String?, forced: Bool, dictionary: [String: DataValue]
  ) async throws(ProcessError) -> Outcome {
    try await check(id, type: type)
    let session = open()
    session.leases.enter()
    defer { session.leases.leave() }
    let lease = try await take(id, forced: forced, dictionary, session)
    guard state != .draining, !Task.isCancelled else {
      await session.intake.giveBack([lease.claim], [lease.grant].compactMap(\.self))
      throw .stopped(id)
    }
    session.runner.begin(lease)
    return try await outcome(of: lease, session)
  }

  private func check(_ id: TriggerID, type: String?) async throws(ProcessError) {
    let record: TriggerRecord?
    do { record = try await equipment.store.records(ids: [id]).first } catch { throw .store(StoreError(error)) }
    guard let record else { throw .noSuchTrigger(id) }
    if let type, !record.type.isExactly(type) { throw .wrongType(id, record.type) }
    guard equipment.registry[record.type] != nil else { throw .noHandler(id, record.type) }
  }

  /// - Parameter isLast: nothing more is to be inherited from a processor that died.
  private func take(
    _ id: TriggerID, forced: Bool, _ dictionary: [String: DataValue], _ session: ProcessorSession,
    isLast: Bool = false
  ) async throws(ProcessError) -> Lease {
    let batch: Intake.Batch
    do throws(Intake.Failure) {
      batch = try await session.intake.take(
        forced ? .forced(ids: [id]) : .named(ids: [id]), limit: 1, forced: forced, dictionary: dictionary)
    } catch {
      switch error {
      case .store(let error), .locks(let error): throw .store(error)
      }
    }
    if let lease = batch.leases.first { return lease }
    if let problem = batch.unreadable.first?.problem { throw .store(problem) }
    switch batch.refused.first?.admission {
    case .later(let time): throw .later(time)
    case .alreadyProcessed: throw .alreadyProcessed(id)
    case .run, nil: break
    }
    guard !isLast, batch.locked.isEmpty, try await session.keeper.inherit(id) else { throw .locked(id) }
    return try await take(id, forced: forced, dictionary, session, isLast: true)
  }

  private func outcome(of lease: Lease, _ session: ProcessorSession) async throws(ProcessError) -> Outcome {
    let end: Result<Outcome, ProcessError> = await withTaskCancellationHandler {
      do throws(ProcessError) { return .success(try await lease.outcome()) } catch { return .failure(error) }
    } onCancel: {
      session.runner.cancel(lease)
    }
    return try end.get()
  }
}
