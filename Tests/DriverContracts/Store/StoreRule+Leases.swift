import Testing
import TriggerCore

extension StoreRule {
  static let leases = [
    StoreRule("A hold keeps what is due out of everybody's reach, but not from who asks for it by name") { fixture in
      let id = try await fixture.fire()[0]
      try await fixture.store.release(try await fixture.claim(), hold: .minutes(5), now: .noon)
      #expect(try await fixture.claim().isEmpty)
      let named = ClaimRequest(.named(ids: [id]), limit: 1, processorID: "p1", lease: .minutes(1))
      for request in [named, .forced([id])] {
        let claims = try await fixture.store.claim(request, now: .noon)
        #expect(claims.map(\.id) == [id])
        #expect(try await fixture.store.claim(request, now: .noon).isEmpty)
        try await fixture.store.release(claims, hold: .minutes(5), now: .noon)
      }
    },

    StoreRule("Starting reads the row and its data again, and tells the clock") { fixture in
      let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
      let note = TriggerData(fields: [.init("note", .text("請"))])
      try await fixture.store.fire(
        [
          NewTrigger(type: "pay_bill", data: data, table: "billing_paybill"),
          NewTrigger(type: "pay_bill", data: note), NewTrigger(type: "pay_bill"),
        ], now: .noon)
      let claims = try await fixture.claim()
      var moved = try await fixture.record(claims[0].id)
      moved.progress.after = .noon + .hours(3)
      try await fixture.save(moved)
      let started = try await fixture.store.start(claims, now: .noon + .seconds(1)).sorted { $0.claim.id < $1.claim.id }
      #expect(started.map(\.claim) == claims.sorted { $0.id < $1.id })
      #expect(started.map(\.data) == [data, note, nil])
      #expect(started[0].record == moved)
      #expect(started.allSatisfy { !$0.forced && $0.previousProcessor == nil && $0.at == .noon + .seconds(1) })
      #expect(try await fixture.store.start([], now: .noon).isEmpty)
    },

    StoreRule("An expired claim that was never started is taken over, and its old holder has lost it") { fixture in
      let id = try await fixture.fired().id
      let first = try await fixture.claim(processor: "p1")
      #expect(try await fixture.claim(processor: "p2", now: .noon + .seconds(59)).isEmpty)
      let second = try await fixture.claim(processor: "p2", now: .noon + .seconds(60))
      #expect(second.map(\.id) == [id])
      #expect(try await fixture.store.start(first, now: .noon + .seconds(61)).isEmpty)
      #expect(try await fixture.store.extend(first, lease: .minutes(1), now: .noon + .seconds(61)).isEmpty)
      try await fixture.store.release(first, hold: nil, now: .noon + .seconds(61))
      #expect(try await fixture.store.start(second, now: .noon + .seconds(61)).count == 1)
    },

    StoreRule("A lease that ran out before the start is lost, even if nobody took it") { fixture in
      try await fixture.fire()
      let claims = try await fixture.claim()
      #expect(try await fixture.store.start(claims, now: .noon + .minutes(1)).isEmpty)
      #expect(try await fixture.claim(now: .noon + .minutes(1)).count == 1)
    },

    StoreRule("Renewing moves the lease's end, also of one that ran out but that nobody took") { fixture in
      try await fixture.fire(2)
      let claims = try await fixture.claim()
      let renewed = try await fixture.store.extend(claims, lease: .minutes(1), now: .noon + .seconds(50))
      #expect(Set(renewed) == Set(claims))
      #expect(try await fixture.claim(now: .noon + .seconds(109)).isEmpty)
      #expect(Set(try await fixture.store.extend(claims, lease: .minutes(1), now: .noon + .minutes(9))) == Set(claims))
      #expect(try await fixture.claim(now: .noon + .minutes(9) + .seconds(59)).isEmpty)
      #expect(try await fixture.store.extend([], lease: .minutes(1), now: .noon).isEmpty)
    },

    StoreRule("A started claim that ran out is not handed to claimers: it must be rescued") { fixture in
      let id = try await fixture.begun().record.id
      #expect(try await fixture.claim(now: .noon + .hours(1)).isEmpty)
      #expect(try await fixture.store.claim(.forced([id]), now: .noon + .hours(1)).isEmpty)
    },

    StoreRule("Released claims are free at once, started or not, and lost to their holder") { fixture in
      try await fixture.fire(2)
      let claims = try await fixture.claim()
      let started = try #require(try await fixture.store.start([claims[0]], now: .noon).first)
      try await fixture.store.release(claims, hold: nil, now: .noon)
      #expect(try await fixture.store.finish([.success(started)]) == [.stale])
      #expect(try await fixture.claim().count == 2)
      try await fixture.store.release([], hold: nil, now: .noon)
    },

    StoreRule("A hold keeps everybody out for its time, its holder included") { fixture in
      let id = try await fixture.fired().id
      let claims = try await fixture.claim()
      try await fixture.store.release(claims, hold: .seconds(5), now: .noon)
      #expect(try await fixture.claim(now: .noon + .seconds(4)).isEmpty)
      #expect(try await fixture.store.start(claims, now: .noon + .seconds(1)).isEmpty)
      #expect(try await fixture.store.extend(claims, lease: .minutes(1), now: .noon + .seconds(1)).isEmpty)
      #expect(try await fixture.claim(now: .noon + .seconds(5)).map(\.id) == [id])
    },

    StoreRule("A started claim put on hold is claimed again afterwards, not rescued") { fixture in
      let started = try await fixture.begun()
      try await fixture.store.release([started.claim], hold: .seconds(5), now: .noon)
      #expect(
        try await fixture.store.rescue(limit: 9, processorID: "p2", lease: .minutes(1), now: .noon + .hours(1)).isEmpty)
      #expect(try await fixture.claim(now: .noon + .hours(1)).map(\.id) == [started.record.id])
    },
  ]
}
