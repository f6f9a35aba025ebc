import Testing
import TriggerCore

extension StoreRule {
  static let claiming = [
    StoreRule("What is due is claimed, longest due first") { fixture in
      let young = try await fixture.fired(now: .noon - .minutes(1)).id
      let timed = try await fixture.fired(after: .noon - .minutes(2), now: .noon - .minutes(9)).id
      let old = try await fixture.fired(now: .noon - .minutes(3)).id
      let oldest = try await fixture.fired(after: .negativeInfinity).id
      #expect(try await fixture.claim(limit: 3).map(\.id) == [oldest, old, timed])
      #expect(try await fixture.claim().map(\.id) == [young])
    },

    StoreRule("A time equal to now is not due yet, a microsecond later it is") { fixture in
      let id = try await fixture.fired(after: .noon).id
      #expect(try await fixture.claim(now: .noon).isEmpty)
      #expect(try await fixture.claim(now: .noon + .microseconds(1)).map(\.id) == [id])
    },

    StoreRule("What was received this very moment is due") { fixture in
      let id = try await fixture.fired().id
      #expect(try await fixture.claim().map(\.id) == [id])
    },

    StoreRule("A row received in the future, by a clock ahead of ours, is due") { fixture in
      let id = try await fixture.fired(now: .noon + .hours(1)).id
      #expect(try await fixture.claim().map(\.id) == [id])
    },

    StoreRule("Infinity is never due") { fixture in
      try await fixture.fire(after: .infinity)
      #expect(try await fixture.claim(now: .noon + .days(100_000)).isEmpty)
    },

    StoreRule("Tries and outcome do not matter to what is due: only whether it is processed") { fixture in
      var odd = try await fixture.fired()
      odd.progress.tries = 99
      odd.progress.successful = true
      try await fixture.save(odd)
      var done = try await fixture.fired()
      done.progress.processed = .noon
      try await fixture.save(done)
      #expect(try await fixture.claim().map(\.id) == [odd.id])
    },

    StoreRule("Other types are left alone, and letter case tells types apart") { fixture in
      try await fixture.fire(type: "Pay_bill")
      try await fixture.fire(type: "pay_bill ")
      #expect(try await fixture.claim("pay_bill").isEmpty)
    },

    StoreRule("Several types are claimed at once, none where there are no types") { fixture in
      let ids = try await fixture.fire(type: "請求") + fixture.fire(type: "b'\"") + fixture.fire(type: "c")
      let none = ClaimRequest(.due(types: []), limit: 9, processorID: "p1", lease: .minutes(1))
      #expect(try await fixture.store.claim(none, now: .noon).isEmpty)
      let two = ClaimRequest(.due(types: ["請求", "b'\"", "nothing"]), limit: 9, processorID: "p1", lease: .minutes(1))
      #expect(try await fixture.store.claim(two, now: .noon).map(\.id).sorted() == Array(ids.prefix(2)))
    },

    StoreRule("No type's backlog keeps another waiting: each gets its share before any gets more") { fixture in
      try await fixture.fire(20, type: "backlog", now: .noon - .hours(2))
      let scarce = try await fixture.fire(3, type: "scarce", now: .noon - .hours(1))
      let plenty = try await fixture.fire(20, type: "plenty", now: .noon - .minutes(1))
      let types = ["backlog", "scarce", "plenty"]
      let request = ClaimRequest(.due(types: types), limit: 15, processorID: "p1", lease: .minutes(1))
      let claimed = try await fixture.store.claim(request, now: .noon).map(\.id)
      #expect(Array(claimed.dropFirst(7)) == scarce + Array(plenty.prefix(5)))
    },

    StoreRule("Of more types than are asked for each that has something due gets its first before any gets more") {
      fixture in
      let backlog = try await fixture.fire(20, type: "backlog", now: .noon - .hours(2))
      let scarce = try await fixture.fire(3, type: "scarce", now: .noon - .hours(1))
      let types = ["backlog", "scarce"] + (1...9).map { "other\($0)" }
      let request = ClaimRequest(.due(types: types), limit: 4, processorID: "p1", lease: .minutes(1))
      let claimed = try await fixture.store.claim(request, now: .noon).map(\.id)
      #expect(claimed.sorted() == (Array(backlog.prefix(3)) + [scarce[0]]).sorted())
    },

    StoreRule("Types that look alike but differ in their letters are different types") { fixture in
      let ids = try await fixture.fire(type: "é") + fixture.fire(type: "e\u{301}")
      let both = ClaimRequest(.due(types: ["é", "e\u{301}", "é"]), limit: 9, processorID: "p1", lease: .minutes(1))
      #expect(try await fixture.store.claim(both, now: .noon).map(\.id).sorted() == ids)
    },

    StoreRule("No more than the limit, and nothing for a limit of none") { fixture in
      try await fixture.fire(1_000)
      #expect(try await fixture.claim(limit: 0).isEmpty)
      #expect(try await fixture.claim(limit: 1).count == 1)
      #expect(try await fixture.claim(limit: 1_000).count == 999)
    },

    StoreRule("Racing claimers get each trigger exactly once") { fixture in
      let ids = try await fixture.fire(400)
      var stores: [any TriggerStore] = [fixture.store]
      for _ in 1..<8 { stores.append(try await fixture.another()) }
      let claims = try await withThrowingTaskGroup(of: [Claim].self) { group in
        for (number, store) in stores.enumerated() {
          group.addTask { try await claimUntilNothingIsLeft(store, processor: "p\(number)", atMost: ids.count) }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(claims.map(\.id).sorted() == ids)
      #expect(Set(claims.map(\.epoch)).count == ids.count)
    },

    StoreRule("Epochs never come twice, released or not") { fixture in
      try await fixture.fire()
      var epochs: [Int64] = []
      for _ in 0..<5 {
        let claims = try await fixture.claim()
        epochs += claims.map(\.epoch)
        try await fixture.store.release(claims, hold: nil, now: .noon)
      }
      #expect(Set(epochs).count == 5)
    },

    StoreRule("A forced claim takes any row whatever its state, but none that is held") { fixture in
      var done = try await fixture.fired()
      done.progress = Progress(processed: .noon, successful: true)
      try await fixture.save(done)
      let later = try await fixture.fired(after: .noon + .hours(1)).id
      let held = try await fixture.fired(type: "held").id
      _ = try await fixture.claim("held")
      let request = ClaimRequest.forced([later, done.id, held, fixture.largestID - 1])
      let claims = try await fixture.store.claim(request, now: .noon)
      #expect(claims.map(\.id).sorted() == [done.id, later])
      #expect(try await fixture.store.recheck(claims, now: .noon).allSatisfy(\.forced))
    },

    StoreRule("A claim of kind sent keeps processors out until its lease ends") { fixture in
      let id = try await fixture.fired().id
      let request = ClaimRequest(
        .due(types: ["pay_bill"]), limit: 1, kind: .sent, processorID: nil, lease: .minutes(5))
      #expect(try await fixture.store.claim(request, now: .noon).map(\.id) == [id])
      #expect(try await fixture.claim(now: .noon + .minutes(4)).isEmpty)
      #expect(try await fixture.claim(now: .noon + .minutes(5)).map(\.id) == [id])
    },

    StoreRule("A claim of kind sent ends as soon as its row changes") { fixture in
      var sent = try await fixture.fired()
      let request = ClaimRequest(
        .due(types: ["pay_bill"]), limit: 1, kind: .sent, processorID: nil, lease: .minutes(5))
      #expect(try await fixture.store.claim(request, now: .noon).count == 1)
      sent.progress.tries = 1
      try await fixture.save(sent)
      #expect(try await fixture.store.claim(request, now: .noon + .seconds(1)).map(\.id) == [sent.id])
      #expect(try await fixture.store.claim(request, now: .noon + .seconds(1)).isEmpty)
    },

    StoreRule("A reused id does not inherit its forerunner's claim") { fixture in
      let old = try await fixture.begun()
      try await fixture.delete(old.record.id)
      let new = TriggerRecord(id: old.record.id, type: "pay_bill", source: nil, received: .noon + .microseconds(1))
      try await fixture.insert(new)
      let claims = try await fixture.claim(now: .noon + .seconds(1))
      #expect(claims.map(\.id) == [new.id])
      #expect(try await fixture.store.finish([.success(old)]) == [.stale])
      #expect(try await fixture.record(new.id) == new)
    },

    StoreRule("The largest id the key holds is worked like any other") { fixture in
      let record = TriggerRecord(id: fixture.largestID, type: "pay_bill", source: nil, received: .noon)
      try await fixture.insert(record)
      let started = try #require(try await fixture.begin().first)
      #expect(started.record == record)
      #expect(try await fixture.store.finish([.failure(started)]) == [.recorded])
      #expect(try await fixture.store.detail(of: fixture.largestID, now: .noon)?.attempts.count == 1)
    },

    StoreRule("Ids that no key could hold are merely absent") { fixture async throws in
      #expect(try await fixture.store.records(ids: [.max, .min, 0, -1]).isEmpty)
      #expect(try await fixture.store.detail(of: .max, now: .noon) == nil)
      #expect(try await fixture.store.claim(.forced([.max, .min]), now: .noon).isEmpty)
      #expect(try await fixture.store.dependents(of: [.max]).rows.isEmpty)
    },
  ]
}

/// - Parameter atMost: ends a store that hands the same triggers out for ever.
private func claimUntilNothingIsLeft(_ store: any TriggerStore, processor: String, atMost: Int) async throws -> [Claim]
{
  var all: [Claim] = []
  while all.count <= atMost {
    let claims = try await store.claim(.due(limit: 7, processor: processor), now: .noon)
    if claims.isEmpty { break }
    all += claims
  }
  return all
}
