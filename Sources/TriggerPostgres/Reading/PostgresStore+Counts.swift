import TriggerCore

extension PostgresStore {
  public func counts(_ query: CountQuery, now: Instant?) async throws -> StateCounts {
    let catalog = try await loadedCatalog()
    let names = catalog.names
    let clock = ContinuousClock()
    let start = clock.now
    var (waiting, outcomes) = try await read { transaction in
      let answers = try transaction.runByIndex(
        CountStatements.unprocessed(names, limits: query.limits, cap: CountStatements.unprocessedCap, now: now),
        CountStatements.outcomes(names, query, cap: CountStatements.outcomeCap, now: now))
      return (try UnprocessedTallies(answers[0]), try OutcomeTallies(answers[1][0], query, isCapped: true))
    }
    let at = outcomes.at
    var isCut = waiting.total > CountStatements.unprocessedCap
    let bounded = clock.now - start
    if isCut, query.exactWithin > .zero {
      let all = CountStatements.unprocessed(names, limits: query.limits, cap: nil, now: at)
      if let answer = try await answer(to: all, within: query.exactWithin) {
        (waiting, isCut) = (try UnprocessedTallies(answer), false)
      }
    }
    if isCut { try await bound(&waiting, names, at: at) }
    if outcomes.isCut {
      if catalog.hasFailedIndex { outcomes.failed = try await failed(names, query, at: at) }
      let rest = query.exactWithin - (clock.now - start - bounded)
      let all = CountStatements.outcomes(names, query, cap: nil, now: at)
      if outcomes.isCut, query.exactWithin > .zero, let answer = try await answer(to: all, within: rest) {
        outcomes = try OutcomeTallies(answer[0], query, isCapped: false)
      }
    }
    let cost = clock.now - start
    var states = waiting.states
    states[.failed] = outcomes.failed
    states[.succeeded] = outcomes.succeeded
    return StateCounts(
      states: states, due: waiting.due, oldestDue: waiting.oldestDue, processedLastMinute: outcomes.lastMinute,
      types: waiting.types, scanned: waiting.scanned, query: query, at: at, cost: cost,
      exactCost: query.exactWithin > .zero ? cost - bounded : .zero)
  }

  /// More wait than were counted: how many is estimated, and the scheduled ones are counted by an index of their own.
  private func bound(_ waiting: inout UnprocessedTallies, _ names: TableNames, at: Instant) async throws {
    let row = try await read { try $0.runByIndex(CountStatements.beyondCap(names, now: at))[0][0] }
    waiting.cut(of: try row.get(0))
    let scheduled: Int = try row.get(1)
    let cap = CountStatements.scheduledCap
    waiting.know(.scheduled, scheduled <= cap ? Tally(scheduled) : Tally(cap, .atLeast))
  }

  private func failed(_ names: TableNames, _ query: CountQuery, at: Instant) async throws -> Tally {
    let statement = CountStatements.failed(names, within: query.failedWindow, now: at)
    let count: Int = try await read { try $0.runByIndex(statement)[0][0].get(0) }
    let cap = CountStatements.outcomeCap
    return count <= cap ? Tally(count) : Tally(cap, .atLeast)
  }

  public func count(
    _ filter: TriggerFilter, limits: TryLimits, examine: Int, exactWithin: Duration, now: Instant?
  ) async throws -> Tally {
    let examine = max(1, examine)
    let catalog = try await loadedCatalog()
    let tally = TallyStatement(filter: filter, limits: limits, now: now, catalog: catalog)
    let bounded = try await read { transaction in
      var found = 0
      for statement in tally.bounded(by: examine) {
        let row = try transaction.runByIndex(statement)[0][0]
        let (looked, matching): (Int, Int) = (try row.get(0), try row.get(1))
        if looked <= examine { return Tally(matching) }
        found = max(found, matching)
      }
      return Tally(found, .atLeast)
    }
    if bounded.exactness == .exact { return bounded }
    if exactWithin > .zero, let answer = try await answer(to: tally.whole, within: exactWithin) {
      return Tally(try answer[0].get(0))
    }
    guard filter == TriggerFilter() else { return bounded }
    let all = try await read {
      try $0.query(TallyStatement.estimate, [.text(catalog.trigger)]).first?.get(0, as: Int?.self)
    }
    return all.map { $0 > bounded.value ? Tally($0, .estimate) : bounded } ?? bounded
  }

  /// What a count answers that may be long; nil where it takes longer than it may, and then it has cost that much.
  private func answer(to statement: PostgresStatement, within limit: Duration) async throws -> PostgresResult? {
    let limit = min(limit, options.readTimeout * 0.8)
    guard limit >= .milliseconds(1) else { return nil }
    do {
      return try await read { try $0.run(statement, within: limit) }
    } catch StoreError.timedOut {
      return nil
    }
  }
}

extension UnprocessedTallies {
  /// Reads what `CountStatements.unprocessed` answers.
  fileprivate init(_ result: PostgresResult) throws {
    self.init()
    for row in result {
      guard let state = TriggerState(rawValue: try row.get(1)) else { continue }
      add(type: try row.get(0), state: state, count: try row.get(2), due: try row.get(3), oldestDue: try row.get(4))
    }
  }
}
