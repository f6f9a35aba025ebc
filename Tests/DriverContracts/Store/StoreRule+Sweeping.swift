import Testing
import TriggerCore

extension StoreRule {
  static let sweeping = [
    StoreRule("Holds and what was sent are swept when they are over; work is left for whoever takes it over") {
      fixture in
      let held = try await fixture.fired().id
      try await fixture.store.release(try await fixture.claim(), hold: .minutes(1), now: .noon)
      let sent = try await fixture.sent()
      let work = try await fixture.fired(type: "b").id
      _ = try await fixture.claim("b")
      #expect(try await fixture.claimed(sweptAt: .noon + .seconds(59)) == [held, sent.id, work])
      #expect(try await fixture.claimed(sweptAt: .noon + .minutes(1)) == [work])
      #expect(try await fixture.expired(type: "b", now: .noon + .minutes(1)).map(\.claim.id) == [work])
    },

    StoreRule("Work that is over is swept once its trigger was processed; a forced run of it an hour later") {
      fixture in
      var ids: [TriggerID] = []
      for request in [ClaimRequest.due(), .forced([])] {
        var record = try await fixture.fired()
        ids.append(record.id)
        var request = request
        if case .forced = request.selection { request.selection = .forced(ids: [record.id]) }
        _ = try await fixture.store.claim(request, now: .noon)
        record.progress = Progress(processed: .noon, successful: true)
        try await fixture.save(record)
      }
      #expect(try await fixture.claimed(sweptAt: .noon + .seconds(59)) == ids)
      #expect(try await fixture.claimed(sweptAt: .noon + .minutes(1)) == [ids[1]])
      #expect(try await fixture.claimed(sweptAt: .noon + .minutes(61)).isEmpty)
    },

    StoreRule("A hold on what was processed meanwhile is swept") { fixture in
      var record = try await fixture.fired()
      try await fixture.store.release(try await fixture.claim(), hold: .minutes(1), now: .noon)
      record.progress = Progress(processed: .noon, successful: true)
      try await fixture.save(record)
      #expect(try await fixture.claimed(sweptAt: .noon + .seconds(1)).isEmpty)
    },

    StoreRule("What was sent is swept once its row has changed, unless its sender lives to see it") { fixture in
      try await fixture.store.heartbeat(fixture.processor("living"), now: .noon)
      var (orphan, watched) = (try await fixture.sent(by: "gone"), try await fixture.sent(by: "living"))
      let waiting = try await fixture.sent(by: nil)
      #expect(try await fixture.claimed(sweptAt: .noon) == [orphan.id, watched.id, waiting.id])
      orphan.progress.tries = 1
      watched.progress.after = .noon
      for record in [orphan, watched] { try await fixture.save(record) }
      #expect(try await fixture.claimed(sweptAt: .noon + .seconds(59)) == [watched.id, waiting.id])
    },

    StoreRule("What was sent by one who has not been heard of for a minute is swept once its row has changed") {
      fixture in
      try await fixture.store.heartbeat(fixture.processor("silent"), now: .noon - .minutes(1))
      var sent = try await fixture.sent(by: "silent")
      sent.progress.tries = 1
      try await fixture.save(sent)
      #expect(try await fixture.claimed(sweptAt: .noon).isEmpty)
    },

    StoreRule("Claims on triggers that are gone are swept, but for work in force; a reused id does not keep them") {
      fixture in
      let sent = try await fixture.sent()
      let held = try await fixture.fired(type: "b").id
      try await fixture.store.release(try await fixture.claim("b"), hold: .minutes(1), now: .noon)
      let running = try await fixture.begun(type: "c").record
      for id in [sent.id, held, running.id] { try await fixture.delete(id) }
      try await fixture.insert(
        TriggerRecord(id: sent.id, type: "pay_bill", source: nil, received: .noon + .microseconds(1)))
      #expect(try await fixture.claims() == [sent.id, held, running.id])
      try await fixture.store.sweep(now: .noon + .seconds(59))
      #expect(try await fixture.claims() == [running.id])
      try await fixture.store.sweep(now: .noon + .minutes(1))
      #expect(try await fixture.claims().isEmpty)
    },

    StoreRule("Racing sweepers, claimers and finishers lose no claim in force") { fixture in
      let ids = try await fixture.fire(100)
      let started = try await fixture.begin()
      let other = try await fixture.another()
      async let sweeps: Void = { for _ in 0..<20 { try await other.sweep(now: .noon + .seconds(1)) } }()
      for start in started {
        #expect(try await fixture.store.finish([.failure(start)]) == [.recorded])
        #expect(try await fixture.store.claim(.forced([start.record.id]), now: .noon).count == 1)
      }
      try await sweeps
      #expect(try await fixture.claims() == ids)
    },
  ]
}

extension StoreFixture {
  /// Fires one trigger and claims it as sent, with a lease of a minute.
  func sent(by sender: String? = nil) async throws -> TriggerRecord {
    let record = try await fired(type: "sent")
    let request = ClaimRequest(
      .due(types: ["sent"]), limit: 1, kind: .sent, processorID: sender, lease: .minutes(1))
    _ = try await store.claim(request, now: .noon)
    return record
  }

  /// Triggers on which there are claims after a sweep, ascending; those of triggers that are gone are not among them.
  fileprivate func claimed(sweptAt now: Instant) async throws -> [TriggerID] {
    try await store.sweep(now: now)
    return try await store.processors(now: now).claims.map(\.id).sorted()
  }
}
