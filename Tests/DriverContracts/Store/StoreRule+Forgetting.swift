import Testing
import TriggerCore

extension StoreRule {
  static let forgetting = [
    StoreRule("Attempts that began before the age are forgotten once their trigger is processed or gone") { fixture in
      let (processed, waiting, gone) = (
        try await fixture.tried(), try await fixture.tried(), try await fixture.tried()
      )
      var done = processed
      done.progress.processed = .noon
      try await fixture.save(done)
      try await fixture.delete(gone.id)
      #expect(try await fixture.forget(now: .noon + .days(90)) == ForgottenHistory())
      #expect(try await fixture.forget(now: .noon + .days(90) + .microseconds(1)) == ForgottenHistory(removed: 2))
      #expect(try await fixture.attempts(of: processed.id).isEmpty)
      #expect(try await fixture.attempts(of: waiting.id).count == 1)
    },

    StoreRule("A reused id keeps no attempts of the trigger that had it before") { fixture in
      let gone = try await fixture.tried()
      try await fixture.delete(gone.id)
      try await fixture.insert(
        TriggerRecord(id: gone.id, type: "pay_bill", source: nil, received: .noon + .microseconds(1)))
      #expect(try await fixture.forget(now: .noon + .days(91)).removed == 1)
    },

    StoreRule("A call looks at no more attempts than its limit and tells where the next goes on, past those that stay")
    {
      fixture in
      var ids: [TriggerID] = []
      for number in 0..<5 {
        var record = try await fixture.tried(at: .noon + .seconds(number / 2))
        ids.append(record.id)
        if number < 3 { continue }
        record.progress.processed = .noon
        try await fixture.save(record)
      }
      let late = Instant.noon + .days(91)
      var place: HistoryPlace?
      var removed: [Int] = []
      repeat {
        let step = try await fixture.forget(limit: 2, after: place, now: late)
        removed.append(step.removed)
        place = step.place
      } while place != nil
      #expect(removed == [0, 1, 1])
      for (id, count) in zip(ids, [1, 1, 1, 0, 0]) {
        #expect(try await fixture.attempts(of: id).count == count)
      }
    },

    StoreRule("Actions that are older go before what they did, never more than the limit; younger ones stay whole") {
      fixture in
      let records = try await fixture.store.records(ids: try await fixture.fire(3))
      _ = try await fixture.apply(.reschedule(.at(.noon + .hours(1))), records)
      let young = try await fixture.apply(
        .reschedule(.clear), try await fixture.store.records(ids: records.map(\.id)), now: .noon + .days(1))
      let late = Instant.noon + .days(90) + .microseconds(1)
      #expect(try await fixture.forget(limit: 2, now: late).removed == 2)
      #expect(try await fixture.journal.actions(limit: 9).map(\.id) == [young.journalID])
      #expect(try await fixture.forget(limit: 9, now: late).removed == 2)
      #expect(try await fixture.forget(limit: 9, now: late) == ForgottenHistory())
      let action = try #require(young.journalID)
      #expect(try await fixture.journal.changes(of: action).count == 3)
      #expect(try await fixture.forget(limit: 9, now: late + .days(1)).removed == 4)
      #expect(try await fixture.journal.actions(limit: 9).isEmpty)
    },

    StoreRule("Nothing is forgotten that is younger, nor with a limit of none") { fixture in
      var record = try await fixture.tried()
      record.progress.processed = .noon
      try await fixture.save(record)
      _ = try await fixture.apply(.reschedule(.clear), [record])
      #expect(try await fixture.forget(now: .noon + .days(89)) == ForgottenHistory())
      #expect(try await fixture.forget(limit: 0, now: .noon + .days(91)).removed == 0)
    },

    StoreRule("A run that only asks for later again tells of its last time in one attempt") { fixture in
      let record = try await fixture.tried()
      for minute in 1...3 { try await fixture.postpone(record.id, number: 2, at: .noon + .minutes(minute)) }
      let attempts = try await fixture.attempts(of: record.id)
      #expect(attempts.map(\.number).sorted() == [1, 2])
      #expect(attempts.map(\.outcome).contains(.later))
      #expect(attempts.first { $0.outcome == .later }?.started == .noon + .minutes(3))
      #expect(attempts.first { $0.outcome == .later }?.processor == "web3:3")
    },

    StoreRule("What follows a failure or has another number is an attempt of its own, and so is a reused id's") {
      fixture in
      let record = try await fixture.tried()
      try await fixture.postpone(record.id, number: 2, at: .noon + .minutes(1))
      try await fixture.postpone(record.id, number: 3, at: .noon + .minutes(2))
      #expect(try await fixture.attempts(of: record.id).map(\.number).sorted() == [1, 2, 3])
      try await fixture.delete(record.id)
      try await fixture.insert(
        TriggerRecord(id: record.id, type: "pay_bill", source: nil, received: .noon + .microseconds(1)))
      try await fixture.postpone(record.id, number: 3, at: .noon + .minutes(3))
      #expect(try await fixture.attempts(of: record.id).map(\.started) == [.noon + .minutes(3)])
    },
  ]
}

extension StoreFixture {
  fileprivate func forget(
    limit: Int = 1_000, after place: HistoryPlace? = nil, now: Instant
  ) async throws -> ForgottenHistory {
    try await store.forget(olderThan: .days(90), limit: limit, after: place, now: now)
  }

  fileprivate func attempts(of id: TriggerID) async throws -> [Attempt] {
    try await store.detail(of: id, now: .noon)?.attempts ?? []
  }

  /// A trigger that failed once.
  fileprivate func tried(at now: Instant = .noon) async throws -> TriggerRecord {
    let started = try await begun()
    #expect(try await store.finish([.failure(started, at: now, retryAt: .infinity)]) == [.recorded])
    return try await record(started.record.id)
  }

  /// Runs it once more, which asks for later.
  fileprivate func postpone(_ id: TriggerID, number: Int, at now: Instant) async throws {
    let claims = try await store.claim(.forced([id]), now: now)
    let checked = try #require(try await store.recheck(claims, now: now).first)
    var progress = checked.record.progress
    progress.after = now + .hours(1)
    let attempt = Attempt(
      number: number, started: now, duration: .milliseconds(1), outcome: .later,
      processor: "web3:\(now.since(.noon).components.seconds / 60)")
    let finish = Finish(claim: checked.claim, seen: checked.record.progress, progress: progress, attempt: attempt)
    #expect(try await store.finish([finish]) == [.recorded])
  }
}
