import Testing
import TriggerCore

extension StoreRule {
  static let detail = [
    StoreRule("A detail tells attempts newest first, and the success that followed failures") { fixture in
      var started = try await fixture.begun()
      let first = Finish.failure(started)
      _ = try await fixture.store.finish([first])
      started = try #require(try await fixture.begin().first)
      var success = Finish.success(started)
      success.attempt = Attempt(
        number: 2, started: .noon + .microseconds(1), duration: .microseconds(17), outcome: .succeeded)
      _ = try await fixture.store.finish([success])
      let detail = try #require(try await fixture.store.detail(of: started.record.id, now: .noon))
      #expect(detail.attempts == [success.attempt, first.attempt])
      #expect(detail.row.lastError == first.attempt?.error)
      #expect(detail.at == .noon)
    },

    StoreRule("At most a hundred attempts and results are told") { fixture in
      try await fixture.fire()
      for _ in 0..<101 {
        let started = try #require(try await fixture.begin().first)
        _ = try await fixture.store.finish([.failure(started)])
      }
      let started = try #require(try await fixture.begin().first)
      _ = try await fixture.store.finish([.success(started, results: (0..<101).map { "r\($0)" })])
      let detail = try #require(try await fixture.store.detail(of: started.record.id, now: .noon))
      #expect(detail.attempts.map(\.number) == Array((2...101).reversed()))
      #expect(detail.results == (0..<100).map { "r\($0)" })
    },

    StoreRule("Long errors, and errors in any script, come back letter by letter") { fixture in
      let started = try await fixture.begun()
      let error = AttemptError(
        type: "錯誤", message: "\u{1B}[31m\r\n\t\u{202E}🧾", backtrace: String(repeating: "é in bank.py\n", count: 10_000))
      _ = try await fixture.store.finish([.failure(started, error: error)])
      #expect(try await fixture.store.detail(of: started.record.id, now: .noon)?.row.lastError == error)
    },

    StoreRule("A reused id does not inherit attempts, payload or journal") { fixture in
      let note = TriggerData(fields: [.init("note", .text("x"))])
      try await fixture.store.fire([NewTrigger(type: "pay_bill", data: note)], now: .noon)
      let started = try #require(try await fixture.begin().first)
      _ = try await fixture.store.finish([.failure(started)])
      let failed = try await fixture.record(started.record.id)
      _ = try await fixture.apply(.reschedule(.clear), [failed])
      try await fixture.delete(failed.id)
      try await fixture.insert(
        TriggerRecord(id: failed.id, type: "pay_bill", source: nil, received: .noon + .seconds(1)))
      let detail = try #require(try await fixture.store.detail(of: failed.id, now: .noon))
      #expect(detail.data == nil && detail.attempts.isEmpty && detail.actions.isEmpty && detail.row.lastError == nil)
    },

    StoreRule("Rows come by ascending id, those that exist") { fixture in
      let ids = try await fixture.fire(3)
      #expect(try await fixture.store.records(ids: [ids[2], 999_999, ids[0], ids[0]]).map(\.id) == [ids[0], ids[2]])
      #expect(try await fixture.store.records(ids: []).isEmpty)
      #expect(try await fixture.store.detail(of: 999_999, now: .noon) == nil)
    },
  ]
}
