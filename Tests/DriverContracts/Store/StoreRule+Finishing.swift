import Testing
import TriggerCore

extension StoreRule {
  static let finishing = [
    StoreRule("A success is written with its results, and the claim is gone") { fixture in
      let started = try await fixture.begun()
      let done = Finish.success(started, at: .noon + .seconds(2), results: ["paid 5", "請 é"])
      #expect(try await fixture.store.finish([done]) == [.recorded])
      let detail = try #require(try await fixture.store.detail(of: started.record.id, now: .noon))
      #expect(detail.row.record.progress == Progress(processed: .noon + .seconds(2), successful: true))
      #expect(detail.results == ["paid 5", "請 é"])
      #expect(detail.attempts.isEmpty)
      #expect(detail.row.running == nil)
      #expect(try await fixture.store.finish([done]) == [.stale])
      #expect(try await fixture.store.finish([]) == [])
    },

    StoreRule("A failure is written with its attempt, and stays claimable") { fixture in
      let started = try await fixture.begun()
      let failure = Finish.failure(started, retryAt: .noon + .seconds(15))
      #expect(try await fixture.store.finish([failure]) == [.recorded])
      let detail = try #require(try await fixture.store.detail(of: started.record.id, now: .noon))
      #expect(detail.row.record.progress == Progress(tries: 1, after: .noon + .seconds(15)))
      #expect(detail.attempts == [failure.attempt])
      #expect(detail.row.lastError == failure.attempt?.error)
      #expect(try await fixture.claim(now: .noon + .seconds(15)).isEmpty)
      #expect(try await fixture.claim(now: .noon + .seconds(16)).count == 1)
    },

    StoreRule("An error with NUL in it is kept, the NUL made visible") { fixture in
      let started = try await fixture.begun()
      let error = AttemptError(type: "Exit\0", message: "a\0b", backtrace: "\0")
      #expect(try await fixture.store.finish([.failure(started, error: error)]) == [.recorded])
      let detail = try #require(try await fixture.store.detail(of: started.record.id, now: .noon))
      #expect(detail.row.lastError == AttemptError(type: "Exit␀", message: "a␀b", backtrace: "␀"))
    },

    StoreRule(
      "What the tables refuse is told as the row's fault, what is not set up as nobody's, and nothing is written"
    ) {
      fixture in
      try await fixture.fire(2)
      let started = try await fixture.begin()
      try await fixture.execute("CREATE UNIQUE INDEX one_success ON djtriggers_trigger (successful)")
      #expect(try await fixture.store.finish([.success(started[0])]) == [.recorded])
      let barred = await #expect(throws: StoreError.self) {
        try await fixture.store.finish([.success(started[1], results: ["paid"])])
      }
      #expect(barred?.fault == .row)
      try await fixture.execute("DROP TABLE djtriggers_triggerresult")
      let lost = await #expect(throws: StoreError.self) {
        try await fixture.store.finish([.failure(started[1], results: ["paid"])])
      }
      #expect(lost?.fault == .setup)
      #expect(try await fixture.record(started[1].record.id).progress == Progress())
    },

    StoreRule("A taken-over claim's result is stale, and nothing of it is written") { fixture in
      let started = try await fixture.begun()
      let late = Instant.noon + .minutes(2)
      let taken = try await fixture.takeOver(now: late).map(\.claim)
      let rescued = try await fixture.store.recheck(taken, now: late)
      #expect(rescued.count == 1)
      #expect(try await fixture.store.finish([.success(started, results: ["twice"])]) == [.stale])
      #expect(try await fixture.store.finish([.success(rescued[0], results: ["once"])]) == [.recorded])
      #expect(try await fixture.store.detail(of: started.record.id, now: late)?.results == ["once"])
    },

    StoreRule("A row that Python saved in mid-run is not overwritten: the claim is kept to decide again") { fixture in
      let started = try await fixture.begun()
      var saved = started.record
      saved.progress.tries = 3
      saved.progress.after = .noon + .hours(2)
      try await fixture.save(saved)
      #expect(try await fixture.store.finish([.failure(started)]) == [.changed(saved)])
      #expect(try await fixture.record(saved.id) == saved)
      #expect(try await fixture.store.detail(of: saved.id, now: .noon)?.attempts == [])
      var again = started
      again.record = saved
      #expect(try await fixture.store.finish([.failure(again)]) == [.recorded])
      #expect(try await fixture.record(saved.id).tries == 4)
    },

    StoreRule("Each of the four guarded columns counts, by a microsecond, null or not") { fixture in
      let changes: [(String, @Sendable (inout Progress) -> Void)] = [
        ("date_processed", { $0.processed = .noon }),
        ("successful", { $0.successful = false }),
        ("number_of_tries", { $0.tries = 1 }),
        ("process_after", { $0.after = .noon - .minutes(1) + .microseconds(1) }),
        ("process_after null", { $0.after = nil }),
        ("process_after infinite", { $0.after = .infinity }),
      ]
      for (name, change) in changes {
        let started = try await fixture.begun(type: name, after: .noon - .minutes(1))
        var saved = started.record
        change(&saved.progress)
        try await fixture.save(saved)
        #expect(try await fixture.store.finish([.success(started)]) == [.changed(saved)], "\(name)")
      }
    },

    StoreRule("Columns that are not ours survive a run: source and type as somebody edited them") { fixture in
      let started = try await fixture.begun()
      let edited = TriggerRecord(
        id: started.record.id, type: "pay_bill_2", source: "edited", received: started.record.received)
      try await fixture.save(edited)
      #expect(try await fixture.store.finish([.success(started)]) == [.recorded])
      let record = try await fixture.record(edited.id)
      #expect(record.type == "pay_bill_2")
      #expect(record.source == "edited")
    },

    StoreRule("A trigger deleted in mid-run stays deleted") { fixture in
      let started = try await fixture.begun()
      try await fixture.delete(started.record.id)
      #expect(try await fixture.store.finish([.success(started, results: ["gone"])]) == [.stale])
      #expect(try await fixture.store.records(ids: [started.record.id]).isEmpty)
    },

    StoreRule("A forced run of a processed trigger is recorded, its old date kept") { fixture in
      var given = try await fixture.fired()
      given.progress = Progress(processed: .noon - .days(1), successful: false, tries: 5)
      try await fixture.save(given)
      let claims = try await fixture.store.claim(.forced([given.id]), now: .noon)
      let started = try #require(try await fixture.store.recheck(claims, now: .noon).first)
      #expect(started.record == given)
      #expect(try await fixture.store.finish([.success(started)]) == [.recorded])
      #expect(
        try await fixture.record(given.id).progress == Progress(processed: .noon - .days(1), successful: true, tries: 5)
      )
    },

    StoreRule("A batch of a thousand is answered in its order, each on its own") { fixture in
      try await fixture.fire(1_000)
      let started = try await fixture.begin()
      #expect(started.count == 1_000)
      try await fixture.delete(started[10].record.id)
      var saved = started[20].record
      saved.progress.tries = 2
      try await fixture.save(saved)
      var expected = Array(repeating: FinishResult.recorded, count: 1_000)
      expected[10] = .stale
      expected[20] = .changed(saved)
      let finishes = started.enumerated().map { $0 % 2 == 0 ? Finish.success($1) : Finish.failure($1) }
      #expect(try await fixture.store.finish(finishes) == expected)
      #expect(try await fixture.record(started[998].record.id).successful == true)
      #expect(try await fixture.record(started[999].record.id).tries == 1)
    },

    StoreRule("The same end sent twice in one batch is recorded once") { fixture in
      let started = try await fixture.begun()
      let results = try await fixture.store.finish([.failure(started), .failure(started)])
      #expect(results.filter { $0 == .recorded }.count == 1)
      #expect(try await fixture.record(started.record.id).tries == 1)
      #expect(try await fixture.store.detail(of: started.record.id, now: .noon)?.attempts.count == 1)
    },

    StoreRule("Racing finishers of many claims all get through, whatever their order") { fixture in
      try await fixture.fire(400)
      let started = try await fixture.begin()
      let finishes = started.map { Finish.success($0) }
      var stores: [any TriggerStore] = [fixture.store]
      for _ in 1..<8 { stores.append(try await fixture.another()) }
      let recorded = try await withThrowingTaskGroup(of: Int.self) { group in
        for (number, store) in stores.enumerated() {
          let mine = number % 2 == 0 ? finishes : finishes.reversed()
          group.addTask { try await store.finish(mine).filter { $0 == .recorded }.count }
        }
        return try await group.reduce(0, +)
      }
      #expect(recorded == 400)
    },
  ]
}
