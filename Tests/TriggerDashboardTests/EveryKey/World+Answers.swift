import TriggerCore

@testable import TriggerDashboard

extension World {
  func answers(to effect: DashboardEffect) -> [DashboardMessage] {
    switch effect {
    case .refresh(let round): answers(to: round)
    case .loadPage(let load): [.page(load, answer(page))]
    case .loadDetail(let id, _): [.detail(id, answer(detail(id)))]
    case .loadData(let id): [.data(id, answer(detail(id)))]
    case .edit(let edit): [.edited(edit.target.id, answer(edit.target.id % 2 == 0 ? .done : .changed))]
    case .loadDependents(let ids):
      [.dependents(ids, answer(Dependents(rows: [.init(table: text, count: 10_000_000_000)])))]
    case .loadHolders(let ids): [.holders(ids, answer([:]))]
    case .gather(let generation, _, _):
      [.gathered(generation: generation, rows: rows, isComplete: true, wasCut: !rows.isEmpty)]
    case .loadUndo: [.undoable(answer(undoOffer))]
    case .run(let run): end(of: run)
    case .processor(let command): [.processorAnswered(command, answer(nil))]
    case .loadStuckLocks:
      [.stuckLocks(answer(FoundLocks(locks: StuckLocks(locks: locks, isComplete: false), types: [:])))]
    case .release(let locks): [.locksReleased(locks, answer(Array(locks.dropFirst())))]
    case .runChecks: [.checked(checked)]
    case .stop, .stopGathering, .terminal: []
    }
  }

  private func answer<Answer>(_ answer: Answer) -> Result<Answer, StoreError> {
    failure.map { .failure($0) } ?? .success(answer)
  }

  private func answers(to round: Refresh) -> [DashboardMessage] {
    var messages: [DashboardMessage] = [.facts(answer(facts)), .counts(answer(counts))]
    if let load = round.page { messages.append(.page(load, answer(page))) }
    if let id = round.detail { messages.append(.detail(id, answer(detail(id)))) }
    if round.overview { messages.append(.overview(answer(overview))) }
    if let filter = round.total { messages.append(.total(filter, Tally(rows.count), exactCost: .zero)) }
    return messages + [.refreshed(.milliseconds(8))]
  }

  private var page: Page { Sample.page(rows) }

  private func detail(_ id: TriggerID) -> TriggerDetail? {
    rows.first { $0.id == id }.map { row in
      TriggerDetail(
        row: row,
        data: TriggerData(fields: [
          .init("amount", .integer(5)), .init(text, .text(text)), .init("list", .array([.null, .text(text)])),
        ]),
        attempts: [
          Attempt(
            number: row.record.tries, started: row.record.received, duration: .seconds(30), outcome: .failed,
            processor: text, error: AttemptError(type: text, message: text, backtrace: text))
        ], results: [text, ""], at: Sample.now)
    }
  }

  private var undoOffer: UndoOffer? {
    guard let row = rows.first else { return nil }
    let change = JournaledChange(id: row.id, received: row.record.received, before: "{}", after: "{}")
    return UndoOffer(
      action: JournaledAction(
        id: 17, at: Sample.now, by: Operator(name: text, host: text), verb: "retry", changed: Tally(1), isUndone: false),
      targets: [change.target], samples: [.init(change: change, record: row.record)])
  }

  /// Every second target had changed.
  private func end(of run: OperationRun) -> [DashboardMessage] {
    if let failure { return [.operationEnded(run.id, .failed(failure))] }
    let entries = run.targets.map { target in
      OperationReport.Entry(id: target.id, result: target.id % 2 == 0 ? .done : .changed)
    }
    return [.operationAdvanced(run.id, entries: entries), .operationEnded(run.id, .completed)]
  }
}

extension World {
  private struct Failing: Check {
    var name: String
    func run() async throws -> CheckResult { CheckResult(.failed, name) }
  }

  /// With what its checks find.
  func checked() async -> World {
    var world = self
    world.checked = await CheckRun([Failing(name: text)]).entries()
    return world
  }
}
