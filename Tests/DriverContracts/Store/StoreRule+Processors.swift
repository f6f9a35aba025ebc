import Testing
import TriggerCore

extension StoreRule {
  static let processors = [
    StoreRule("A registration that was not renewed for a day is removed by whoever renews its own") { fixture in
      try await fixture.store.heartbeat(fixture.processor("dead"), now: .noon)
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon + .hours(23))
      func ids() async throws -> Set<String> {
        Set(try await fixture.store.processors(now: .noon + .hours(1)).processors.map(\.id))
      }
      #expect(try await ids() == ["dead", "p1"])
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon + .hours(25))
      #expect(try await ids() == ["p1"])
    },

    StoreRule("A heartbeat registers a processor and renews it; the store says when it was seen") { fixture in
      var processor = fixture.processor("p1", seen: .negativeInfinity)
      processor.since = .noon
      try await fixture.store.heartbeat(processor, now: .noon)
      processor.state = .draining
      processor.concurrency = 9
      try await fixture.store.heartbeat(processor, now: .noon + .seconds(5))
      processor.seen = .noon + .seconds(5)
      #expect(try await fixture.store.processors(now: .noon + .seconds(5)).processors == [processor])
    },

    StoreRule("The newest heartbeat comes first; retired ones are gone, dead ones after a day") { fixture in
      try await fixture.store.heartbeat(fixture.processor("old"), now: .noon)
      try await fixture.store.heartbeat(fixture.processor("young"), now: .noon + .hours(1))
      try await fixture.store.heartbeat(fixture.processor("retired"), now: .noon + .hours(1))
      try await fixture.store.retire(processorID: "retired")
      try await fixture.store.retire(processorID: "never seen")
      #expect(try await fixture.store.processors(now: .noon + .hours(2)).processors.map(\.id) == ["young", "old"])
      #expect(
        try await fixture.store.processors(now: .noon + .hours(24) + .seconds(1)).processors.map(\.id) == ["young"])
    },

    StoreRule("Claims are listed with their type, their holder and since when they run") { fixture in
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon)
      try await fixture.fire(2)
      let claims = try await fixture.claim()
      #expect(try await fixture.store.start(claims[1], now: .noon + .seconds(3)))
      let overview = try await fixture.store.processors(now: .noon + .seconds(4))
      #expect(overview.processors.first?.inFlight == 2)
      #expect(overview.claims.map(\.id) == claims.map(\.id))
      #expect(
        overview.claims.allSatisfy { $0.type == "pay_bill" && $0.processorID == "p1" && $0.mark.processor == "web3:71" }
      )
      #expect(overview.claims.map(\.mark.started) == [nil, .noon + .seconds(3)])
      #expect(overview.claims.allSatisfy { $0.mark.leaseUntil == .noon + .minutes(1) && $0.mark.kind == .work })
      #expect(overview.orphaned.isEmpty)
      #expect(try await fixture.store.processors(now: .noon + .minutes(1)).orphaned.count == 2)
    },

    StoreRule("A claim whose processor has retired names nobody") { fixture in
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon)
      let started = try await fixture.begun()
      try await fixture.store.retire(processorID: "p1")
      #expect(try await fixture.store.processors(now: .noon).claims.map(\.mark.processor) == [nil])
      #expect(try await fixture.store.detail(of: started.record.id, now: .noon)?.row.running?.processor == nil)
      #expect(try await fixture.expired(now: .noon + .hours(1)).map(\.processor) == [nil])
    },

    StoreRule("The next due time is the least of the types asked for, past or not, and never infinite") { fixture in
      #expect(try await fixture.store.nextDue(types: ["a", "b"], now: .noon) == nil)
      try await fixture.fire(type: "a", after: .infinity)
      try await fixture.fire(type: "c", after: .negativeInfinity)
      #expect(try await fixture.store.nextDue(types: ["a", "b"], now: .noon) == nil)
      try await fixture.fire(type: "a", after: .noon + .hours(2))
      try await fixture.fire(type: "b", after: .noon + .hours(1))
      #expect(try await fixture.store.nextDue(types: ["a", "b"], now: .noon) == .noon + .hours(1))
      #expect(try await fixture.store.nextDue(types: ["a"], now: .noon) == .noon + .hours(2))
      #expect(try await fixture.store.nextDue(types: [], now: .noon) == nil)
      var done = try await fixture.fired(type: "a", after: .noon - .hours(9))
      done.progress.processed = .noon
      try await fixture.save(done)
      #expect(try await fixture.store.nextDue(types: ["a", "b"], now: .noon) == .noon + .hours(1))
      try await fixture.fire(type: "b", now: .noon - .minutes(5))
      #expect(try await fixture.store.nextDue(types: ["a", "b"], now: .noon) == .noon - .minutes(5))
    },

    StoreRule("What a claim in force keeps out does not count as next due, until the lease is over") { fixture in
      try await fixture.fire(type: "b", after: .noon + .hours(1))
      for (index, hold) in [nil, Duration.minutes(1)].enumerated() {
        try await fixture.fire(type: "a\(index)", now: .noon - .minutes(5))
        let claims = try await fixture.claim("a\(index)")
        if let hold { try await fixture.store.release(claims, hold: hold, now: .noon) }
        let types = ["a\(index)", "b"]
        #expect(try await fixture.store.nextDue(types: types, now: .noon) == .noon + .hours(1))
        #expect(try await fixture.store.nextDue(types: types, now: .noon + .minutes(1)) == .noon - .minutes(5))
      }
    },
  ]
}
