import TerminalUI
import TriggerCore
import TriggerDashboard

/// One operation from the command line: find, plan, ask, act in chunks, report.
struct OperationRun {
  /// Ids looked up at once.
  private static let chunk = 500

  private let operation: Operation
  private let options: OperationOptions
  private let queue: Queue
  private let limits: TryLimits

  init(_ operation: Operation, options: OperationOptions, queue: Queue) {
    self.operation = operation
    self.options = options
    self.queue = queue
    limits = queue.configuration.limits
  }

  func run() async throws -> ExitStatus {
    let found = try await find()
    let locks = try await queue.lock?.holders(of: found.rows.map(\.id)) ?? [:]
    let plan = OperationPlan(operation, rows: found.rows, locks: locks, limits: limits, now: found.at)
    let known = Set(found.rows.map(\.id) + found.unreadable.map(\.id))
    let missing = try (limitedIDs() ?? []).filter { !known.contains($0) }
    var report = OperationOutcome(
      entries: missing.map { .init(id: $0, result: .missing) }
        + found.unreadable.map { .init(id: $0.id, result: .refused($0.sentence)) }
        + plan.skipped.map { .init(id: $0.id, result: $0.result) })
    if options.dryRun {
      return print(plan, report, at: found.at)
    }
    if !plan.eligible.isEmpty {
      try await confirm(plan)
      report.entries += try await queue.apply(operation, to: plan.targets)
    }
    return report.print(of: operation, json: options.json)
  }

  /// The ids to look for, each once, lowest first where there is a limit; nil where a filter was given.
  private func limitedIDs() throws -> [TriggerID]? {
    guard let ids = try options.ids() else { return nil }
    var known: Set<TriggerID> = []
    let distinct = ids.filter { known.insert($0).inserted }
    return options.limit.map { Array(distinct.sorted().prefix($0)) } ?? distinct
  }

  private func find() async throws -> FoundRows {
    guard let ids = try limitedIDs() else {
      let query = PageQuery(filter: try options.filter(), limits: limits)
      return try await queue.store.rows(of: query, limit: options.limit ?? .max)
    }
    var found = FoundRows(rows: [], hasMore: false, at: queue.facts.clock)
    for ids in ids.chunks(of: Self.chunk) {
      let query = PageQuery(filter: TriggerFilter(ids: ids.map { $0...$0 }), limits: limits)
      let part = try await queue.store.rows(of: query, limit: .max)
      found.rows += part.rows
      found.unreadable += part.unreadable
    }
    return found
  }

  /// - Throws: `Failure` where nobody can be asked or the answer is no.
  private func confirm(_ plan: OperationPlan) async throws {
    let count = plan.eligible.count
    let what = "\(operation.verb) \(count) \(count == 1 ? "trigger" : "triggers") on \(queue.facts.name)"
    let details = plan.groups.map { group in
      "\(group.type)  " + group.parts.map { "\($0.count) \($0.state.rawValue)" }.joined(separator: ", ")
    }
    let sent =
      plan.sent == 0
      ? [] : ["\(plan.sent) of them sent to Celery: the message may still be in the queue, so that it runs twice"]
    let others = options.yes ? [] : try await dependents(of: plan)
    try Confirmation(what, details: details + sent + others).ask(unless: options.yes)
  }

  /// What a deletion takes with it, and what it clears.
  private func dependents(of plan: OperationPlan) async throws -> [String] {
    guard case .delete = operation else { return [] }
    let dependents = try await queue.store.dependents(of: plan.eligible.map(\.id))
    return dependents.rows.map { "also gone: \(counted($0.count, "row")) of \($0.table)".sanitised }
      + dependents.cleared.map { "cleared: \(counted($0.count, "reference")) in \($0.table)".sanitised }
  }

  private func print(_ plan: OperationPlan, _ report: OperationOutcome, at now: Instant) -> ExitStatus {
    if options.json {
      for row in plan.eligible { Console.line(TriggerJSON(row, limits: limits, at: now).line) }
    } else {
      Console.print(TextTable(triggers: plan.eligible, limits: limits, now: now))
      let count = plan.eligible.count
      Console.note("Would \(operation.verb) \(count) \(count == 1 ? "trigger" : "triggers") on \(queue.facts.name).")
      for line in report.exceptions { Console.note(line) }
    }
    return plan.eligible.isEmpty ? .negative : .done
  }
}

extension OperationPlan.Skip {
  fileprivate var result: OperationResult {
    switch reason {
    case .refused(let why): .refused(why)
    case .running(let mark): .running(mark)
    case .locked(let holder): .locked(id, by: holder)
    }
  }
}
