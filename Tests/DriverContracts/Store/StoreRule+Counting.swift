import Testing
import TriggerCore

extension StoreRule {
  static let counting = [
    StoreRule("Counts equal counting row by row, whatever the limits and windows") { fixture in
      try await fixture.populate()
      let queries = [
        CountQuery(),
        CountQuery(limits: TryLimits(warning: 0, error: 2), failedWindow: .minutes(1), doneWindow: .days(9)),
        CountQuery(failedWindow: .days(99_999_999), doneWindow: .days(99_999_999)),
      ]
      for query in queries {
        let counts = try await fixture.store.counts(query, now: .noon)
        for state in TriggerState.allCases {
          let window = state == .failed ? query.failedWindow : query.doneWindow
          let filter = TriggerFilter(states: [state], processedWithin: window)
          #expect(counts.states[state] == Tally(count(filter, query.limits)), "\(state)")
        }
        let processed = TriggerFilter(states: [.failed, .succeeded], processedWithin: .minutes(1))
        #expect(counts.processedLastMinute == Tally(count(processed, query.limits)))
        #expect(counts.scanned == 1)
        #expect(counts.at == .noon)
      }
    },

    StoreRule("What was processed at a time that is yet to come lies within no window, and is no throughput") {
      fixture in
      for (id, processed) in [(50, Instant.infinity), (51, .noon + .days(2_900_000)), (52, .noon + .seconds(1))] {
        for (row, successful) in [(id, true), (id + 10, false)] {
          let progress = Progress(processed: processed, successful: successful, tries: 1)
          try await fixture.insert(
            TriggerRecord(id: TriggerID(row), type: "pay_bill", source: nil, received: .noon, progress: progress))
        }
      }
      try await fixture.insert(
        TriggerRecord(
          id: 49, type: "pay_bill", source: nil, received: .noon, progress: Progress(processed: .noon, successful: true)
        ))
      let counts = try await fixture.store.counts(CountQuery(), now: .noon)
      #expect(counts.states[.failed] == Tally(0) && counts.states[.succeeded] == Tally(1))
      #expect(counts.processedLastMinute == Tally(1))
      for filter in [TriggerFilter(within: .hours(1)), TriggerFilter(processedWithin: .hours(1))] {
        let page = try await fixture.store.page(PageQuery(filter: filter), now: .noon)
        #expect(page.rows.map(\.record.id) == [49])
        let tally = try await fixture.store.count(
          filter, limits: TryLimits(), examine: 60, exactWithin: .zero, now: .noon)
        #expect(tally == Tally(1))
      }
    },

    StoreRule("What is due is counted whatever its state, and the longest waiting is told") { fixture in
      try await fixture.populate()
      let due = Population.rows.filter { $0.progress.isDue(at: .noon) }
      let counts = try await fixture.store.counts(CountQuery(), now: .noon)
      #expect(counts.due == Tally(due.count))
      #expect(counts.oldestDue == due.map(\.waitingSince).min())
    },

    StoreRule("Times without end or before any queue tell nothing of how long the longest waiting due trigger waits") {
      fixture in
      try await fixture.fire(now: .noon - .minutes(5))
      let early = Progress(after: .negativeInfinity)
      for (id, received) in [
        (50, Instant.noon - .minutes(3)), (51, .negativeInfinity), (52, .noon - .days(365 * 1_900)),
      ] {
        try await fixture.insert(
          TriggerRecord(id: TriggerID(id), type: "pay_bill", source: nil, received: received, progress: early))
      }
      let counts = try await fixture.store.counts(CountQuery(), now: .noon)
      #expect(counts.due == Tally(4))
      #expect(counts.types.first?.due == Tally(4))
      #expect(counts.oldestDue == .noon - .minutes(5))
      #expect(counts.types.first?.oldestDue == .noon - .minutes(5))
    },

    StoreRule("Each type's unprocessed triggers are counted, the busiest type first") { fixture in
      try await fixture.populate()
      let counts = try await fixture.store.counts(CountQuery(), now: .noon)
      let waiting = Population.rows.filter { $0.processed == nil }
      #expect(counts.types.count == Set(waiting.map { Array($0.type.utf8) }).count)
      for entry in counts.types {
        let rows = waiting.filter { $0.type.unicodeScalars.elementsEqual(entry.type.unicodeScalars) }
        for state in TriggerState.allCases where state.isUnprocessed {
          let expected = rows.filter { $0.state(limits: TryLimits(), now: .noon) == state }.count
          #expect(entry.states[state]?.value ?? 0 == expected, "\(entry.type) \(state)")
        }
        #expect(
          entry.oldestDue == rows.filter { $0.progress.isDue(at: .noon) }.map(\.waitingSince).min(), "\(entry.type)")
      }
      let totals = counts.types.map { $0.states.values.reduce(0) { $0 + $1.value } }
      #expect(totals == totals.sorted(by: >))
    },

    StoreRule("The number of a filter's rows equals counting row by row, whatever the filter") { fixture in
      try await fixture.populate()
      for limits in [TryLimits(), TryLimits(warning: 0, error: 1)] {
        for filter in Population.filters {
          let tally = try await fixture.store.count(filter, limits: limits, examine: 60, exactWithin: .zero, now: .noon)
          #expect(tally == Tally(count(filter, limits)), "\(filter)")
        }
      }
    },

    StoreRule("Where more rows would have to be looked at than may be, a filter's number is a lower bound") { fixture in
      try await fixture.populate()
      for filter in [TriggerFilter(tries: 0...9), TriggerFilter(words: ["b"]), TriggerFilter(states: [.pending])] {
        let tally = try await fixture.store.count(
          filter, limits: TryLimits(), examine: 12, exactWithin: .zero, now: .noon)
        #expect(tally.exactness == .atLeast, "\(filter)")
        #expect((1...count(filter, TryLimits())).contains(tally.value), "\(filter)")
      }
      let few = TriggerFilter(types: [.exactly("🧾")])
      #expect(
        try await fixture.store.count(few, limits: TryLimits(), examine: 12, exactWithin: .zero, now: .noon)
          == Tally(count(few, TryLimits())))
      let all = try await fixture.store.count(
        TriggerFilter(), limits: TryLimits(), examine: 12, exactWithin: .zero, now: .noon)
      #expect(all == Tally(60) || all.exactness != .exact)
    },

    StoreRule("Beyond what is looked at in any case, counts are lower bounds, and exact where there is time for that") {
      fixture in
      // Sixty thousand that are pending, and rare ones at the end that tell whether all were looked at.
      try await fixture.insertMany(60_000, tries: "0")
      try await fixture.insertMany(70, tries: "4")
      try await fixture.execute(
        "UPDATE djtriggers_trigger SET date_received = \(fixture.literal(.noon - .days(3))) WHERE number_of_tries = 4")
      let bounded = try await fixture.store.counts(CountQuery(), now: .noon)
      #expect(bounded.scanned < 1)
      #expect(bounded.due.exactness == .atLeast && bounded.states[.pending]?.exactness == .atLeast)
      #expect(bounded.states[.warned]?.exactness == .atLeast)
      #expect(bounded.states[.failed] == Tally(0))
      #expect(bounded.exactCost == .zero)
      let exact = try await fixture.store.counts(CountQuery(exactWithin: .seconds(60)), now: .noon)
      #expect(exact.scanned == 1)
      #expect(exact.states[.pending] == Tally(60_000))
      #expect(exact.states[.warned] == Tally(70))
      #expect(exact.due == Tally(60_070))
      #expect(exact.oldestDue == .noon - .days(3))
      #expect(exact.types.map { $0.states } == [[.pending: Tally(60_000), .warned: Tally(70)]])
      #expect(exact.exactCost > .zero && exact.exactCost < exact.cost)
      let warned = TriggerFilter(states: [.warned])
      let (few, all) = (
        try await fixture.store.count(warned, limits: TryLimits(), examine: 12, exactWithin: .zero, now: .noon),
        try await fixture.store.count(warned, limits: TryLimits(), examine: 12, exactWithin: .seconds(60), now: .noon)
      )
      #expect(few.exactness == .atLeast)
      #expect(all == Tally(70))
    },

    StoreRule("However little may be looked at, a filter's number is exact where there is time for that") { fixture in
      try await fixture.populate()
      for filter in Population.filters {
        let tally = try await fixture.store.count(
          filter, limits: TryLimits(), examine: 7, exactWithin: .seconds(60), now: .noon)
        #expect(tally == Tally(count(filter, TryLimits())), "\(filter)")
      }
    },

    StoreRule("An empty queue counts nothing, exactly") { fixture in
      let counts = try await fixture.store.counts(CountQuery(), now: .noon)
      #expect(counts.states.values.allSatisfy { $0 == Tally(0) })
      #expect(Set(counts.states.keys) == Set(TriggerState.allCases))
      #expect(counts.due == Tally(0))
      #expect(counts.oldestDue == nil)
      #expect(counts.types.isEmpty)
    },
  ]
}

extension StoreFixture {
  /// Rows of one type that have waited for an hour.
  fileprivate func insertMany(_ count: Int, tries: String) async throws {
    try await execute(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries)
      SELECT 'pay_bill', \(literal(.noon - .hours(1))), \(tries) FROM n
      """)
  }
}

private func count(_ filter: TriggerFilter, _ limits: TryLimits) -> Int {
  Population.rows.filter { filter.matches($0, limits: limits, now: .noon) }.count
}
