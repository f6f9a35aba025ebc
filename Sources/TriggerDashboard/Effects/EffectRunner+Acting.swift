import TriggerCore

extension EffectRunner {
  /// Few enough that an operation can be watched and stopped, many enough that it is quick.
  private static let chunk = 100

  /// Chunk by chunk; what was done when it is stopped stays done.
  func carryOut(_ run: OperationRun) async {
    var end = OperationEnd.completed
    var journalID: JournaledAction.ID?
    for start in stride(from: 0, to: run.targets.count, by: Self.chunk) {
      if Task.isCancelled {
        end = .stopped
        break
      }
      let targets = Array(run.targets[start..<min(start + Self.chunk, run.targets.count)])
      switch await result({ try await apply(run.operation, targets, continuing: journalID) }) {
      case .failure(let error):
        end = .failed(error)
      case .success(let report):
        journalID = report.journalID
        ledger.advance(run.id, report)
        send(.operationAdvanced(run.id, entries: report.entries))
        if journalID == nil, !report.done.isEmpty, let trouble = await note(.operation(run.operation, report)) {
          end = .notJournaled(trouble)
        }
      }
      if end != .completed { break }
    }
    ledger.end(run.id, end)
    forget(run.id)
    send(.operationEnded(run.id, end))
  }

  /// A chunk once begun is not torn by stopping: its own task is not cancelled.
  private func apply(
    _ operation: Operation, _ targets: [Target], continuing action: JournaledAction.ID?
  ) async throws -> OperationReport {
    try await Task { [store, lock, options] in
      try await store.apply(operation, to: targets, by: options.operator, under: lock, continuing: action)
    }.value
  }

  func edit(_ edit: DataEdit) async {
    guard let editing = store as? any TriggerEditing else { return }
    let answer = await result { try await editing.edit(edit, by: options.operator, under: lock) }
    send(.edited(edit.target.id, answer))
    guard case .success(.done) = answer, await keepsNoJournal, let trouble = await note(.edit(edit)) else { return }
    send(.notJournaled(trouble))
  }

  /// One query.
  var keepsNoJournal: Bool {
    get async { (try? await store.facts().sideTables) == .some(nil) }
  }

  /// Notes it outside the database.
  ///
  /// - Returns: why it could not be noted.
  func note(_ deed: Deed) async -> String? {
    guard let journal = options.journal else { return nil }
    do {
      try await journal(deed, options.operator)
      return nil
    } catch {
      return "Done, but the journal could not be written: \(error)"
    }
  }
}

// MARK: - The processor of this program

extension EffectRunner {
  func follow(_ processor: any ProcessorControl) async {
    send(.processorStatus(await processor.status))
    for await event in await processor.events() {
      send(.processorEvent(event))
      if event.kind == .state || event.kind == .trouble { send(.processorStatus(await processor.status)) }
    }
  }

  func obey(_ command: ProcessorCommand) async {
    guard let processor else { return }
    let answer = await result { try await told(by: processor, command) }
    send(.processorStatus(await processor.status))
    send(.processorAnswered(command, answer))
  }

  /// - Returns: What is worth telling.
  private func told(by processor: any ProcessorControl, _ command: ProcessorCommand) async throws -> Notice? {
    switch command {
    case .start:
      // The first line says so from then on.
      try await processor.start()
      return nil
    case .pause:
      await processor.pause()
      return .done("The processor is paused; what runs goes on.")
    case .drain:
      await processor.drain()
      return .done("The processor is off.")
    case .setConcurrency(let slots):
      await processor.setConcurrency(slots)
      return nil
    case .force(let id):
      switch try await processor.force(id) {
      case .succeeded: return .done("\(id) succeeded.")
      case .later(let time): return .done("\(id) asks to be run later: \(time.iso8601).")
      case .failed(let error): return .trouble("\(id) failed: \(error.line)")
      }
    }
  }
}
