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

    StoreRule("A check reads the row and its data again, and tells the clock") { fixture in
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
      let checked = try await fixture.store.recheck(claims, now: .noon + .seconds(1)).sorted {
        $0.claim.id < $1.claim.id
      }
      #expect(checked.map(\.claim) == claims.sorted { $0.id < $1.id })
      #expect(checked.map(\.data) == [data, note, nil])
      #expect(checked[0].record == moved)
      #expect(checked.allSatisfy { !$0.forced && $0.at == .noon + .seconds(1) })
      #expect(try await fixture.store.recheck([], now: .noon).isEmpty)
    },

    StoreRule("Work whose lease is over is nobody's to claim, by name or not: it is taken over") { fixture in
      let id = try await fixture.fired().id
      let first = try await fixture.claim(processor: "p1")
      let late = Instant.noon + .hours(1)
      #expect(try await fixture.claim(processor: "p2", now: late).isEmpty)
      for selection in [ClaimRequest.Selection.named(ids: [id]), .forced(ids: [id])] {
        let request = ClaimRequest(selection, limit: 1, processorID: "p2", lease: .minutes(1))
        #expect(try await fixture.store.claim(request, now: late).isEmpty)
      }
      #expect(try await fixture.store.extend(first, lease: .minutes(1), now: late) == first)
    },

    StoreRule("A handler begins only while the claim and its lease hold") { fixture in
      let id = try await fixture.fired().id
      let claim = try #require(try await fixture.claim().first)
      #expect(try await !fixture.store.start(Claim(id: id, epoch: claim.epoch + 1), now: .noon))
      #expect(try await fixture.store.detail(of: id, now: .noon)?.row.running?.started == nil)
      #expect(try await fixture.store.start(claim, now: .noon + .seconds(59)))
      #expect(try await fixture.store.detail(of: id, now: .noon)?.row.running?.started == .noon + .seconds(59))
      #expect(try await !fixture.store.start(claim, now: .noon + .seconds(60)))
      #expect(try await fixture.store.extend([claim], lease: .minutes(1), now: .noon + .seconds(60)) == [claim])
      #expect(try await fixture.store.start(claim, now: .noon + .seconds(61)))
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

    StoreRule("Released claims are free at once, started or not, and lost to their holder") { fixture in
      try await fixture.fire(2)
      let claims = try await fixture.claim()
      #expect(try await fixture.store.start(claims[0], now: .noon))
      let started = try #require(try await fixture.store.recheck([claims[0]], now: .noon).first)
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
      #expect(try await fixture.store.recheck(claims, now: .noon + .seconds(1)).isEmpty)
      #expect(try await !fixture.store.start(claims[0], now: .noon + .seconds(1)))
      #expect(try await fixture.store.extend(claims, lease: .minutes(1), now: .noon + .seconds(1)).isEmpty)
      #expect(try await fixture.claim(now: .noon + .seconds(5)).map(\.id) == [id])
    },

    StoreRule("Work that had begun, put on hold, is claimed again afterwards and not taken over") { fixture in
      let started = try await fixture.begun()
      try await fixture.store.release([started.claim], hold: .seconds(5), now: .noon)
      #expect(try await fixture.expired(now: .noon + .hours(1)).isEmpty)
      #expect(try await fixture.claim(now: .noon + .hours(1)).map(\.id) == [started.record.id])
    },
  ]
}
