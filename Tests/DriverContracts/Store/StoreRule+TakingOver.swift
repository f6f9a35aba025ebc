import Testing
import TriggerCore

extension StoreRule {
  static let takingOver = [
    StoreRule("Work is over when its lease is, and is told with whose it was and when the next one will be over") {
      fixture in
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon)
      let id = try await fixture.fired().id
      let claim = try #require(try await fixture.claim().first)
      let end = Instant.noon + .minutes(1)
      func expired(besides processor: String, now: Instant) async throws -> ExpiredClaims {
        try await fixture.store.expired(nil, types: ["pay_bill"], besides: processor, limit: 9, now: now)
      }
      let early = try await expired(besides: "p2", now: end - .microseconds(1))
      #expect(early == ExpiredClaims(claims: [], next: end, at: end - .microseconds(1)))
      #expect(try await expired(besides: "p1", now: .noon).next == nil)
      let late = try await expired(besides: "p2", now: end)
      #expect(late == ExpiredClaims(claims: [ExpiredClaim(claim: claim, processor: "web3:71")], next: nil, at: end))
      #expect(late.claims.first?.claim.id == id)
      #expect(try await expired(besides: "p1", now: end).claims.isEmpty)
    },

    StoreRule("What is taken over has a new epoch and one takeover more, and its old holder has lost it") { fixture in
      let id = try await fixture.fired().id
      let first = try await fixture.claim()
      let end = Instant.noon + .minutes(1)
      let second = try #require(try await fixture.takeOver(now: end).first)
      #expect(second.claim.id == id && second.claim.epoch != first[0].epoch && second.claim.takeovers == 1)
      #expect(second.started == nil)
      #expect(try await fixture.store.recheck(first, now: end).isEmpty)
      #expect(try await fixture.store.extend(first, lease: .minutes(1), now: end).isEmpty)
      #expect(try await !fixture.store.start(first[0], now: end))
      #expect(try await fixture.takeOver(by: "p3", now: end + .seconds(59)).isEmpty)
      let third = try #require(try await fixture.takeOver(by: "p3", now: end + .minutes(1)).first)
      #expect(third.claim.takeovers == 2)
      let checked = try await fixture.store.recheck([third.claim], now: end + .minutes(1))
      #expect(checked.map(\.claim.takeovers) == [2])
      #expect(try await fixture.store.finish(checked.map { Finish.success($0) }) == [.recorded])
    },

    StoreRule("What had begun is told with when, whatever its type; what had not, to who handles its type") { fixture in
      let begun = try await fixture.begun()
      _ = try await fixture.fired(type: "letter")
      _ = try await fixture.claim("letter")
      let late = Instant.noon + .hours(1)
      #expect(try await fixture.expired(type: "other", now: late).map(\.claim.id) == [begun.record.id])
      #expect(try await fixture.expired(type: "letter", now: late).count == 2)
      let taken = try await fixture.takeOver(now: late)
      #expect(taken.map(\.claim.id) == [begun.record.id])
      #expect(taken.map(\.started) == [.noon])
    },

    StoreRule("What a processor of the first version marked as begun need not have been") { fixture in
      var old = fixture.processor("p1")
      old.version = nil
      try await fixture.store.heartbeat(old, now: .noon)
      _ = try await fixture.begun()
      let late = Instant.noon + .hours(1)
      #expect(try await fixture.expired(type: "other", now: late).isEmpty)
      #expect(try await fixture.takeOver(now: late).map(\.started) == [nil])
    },

    StoreRule("What was renewed since it was listed is not taken over") { fixture in
      let claims = try await fixture.fire(2).count == 2 ? try await fixture.claim() : []
      let late = Instant.noon + .hours(1)
      let expired = try await fixture.expired(now: late)
      #expect(try await fixture.store.extend([claims[0]], lease: .minutes(1), now: late) == [claims[0]])
      let taken = try await fixture.store.takeOver(expired, processorID: "p2", lease: .minutes(1), now: late)
      #expect(taken.map(\.claim.id) == [claims[1].id])
      #expect(try await fixture.store.takeOver([], processorID: "p2", lease: .minutes(1), now: late).isEmpty)
    },

    StoreRule("Takeovers are told to whoever claims the trigger next, until an end is recorded") { fixture in
      let id = try await fixture.fired().id
      _ = try await fixture.claim()
      let late = Instant.noon + .hours(1)
      let taken = try await fixture.takeOver(now: late)
      try await fixture.store.release(taken.map(\.claim), hold: nil, now: late)
      #expect(try await fixture.store.detail(of: id, now: late)?.row.running?.isHeld(at: late) != true)
      try await fixture.store.sweep(now: late + .hours(1))
      let again = try await fixture.claim(now: late)
      #expect(again.map(\.takeovers) == [1])
      let checked = try #require(try await fixture.store.recheck(again, now: late).first)
      #expect(try await fixture.store.finish([.failure(checked)]) == [.recorded])
      #expect(try await fixture.claim(now: late).map(\.takeovers) == [0])
    },

    StoreRule("An end that says only that a processor was lost keeps the takeovers, and frees the trigger") { fixture in
      let id = try await fixture.begun().record.id
      let late = Instant.noon + .hours(1)
      let taken = try await fixture.takeOver(now: late)
      let checked = try #require(try await fixture.store.recheck(taken.map(\.claim), now: late).first)
      var lost = Finish.failure(checked)
      lost.keepsTakeovers = true
      #expect(try await fixture.store.finish([lost]) == [.recorded])
      #expect(try await fixture.record(id).tries == 1)
      let day = Instant.noon + .days(1_000)
      #expect(try await fixture.claim(now: day).map(\.takeovers) == [1])
    },

    StoreRule("Whether it was forced is kept") { fixture in
      let ids = try await fixture.fire()
      _ = try await fixture.store.claim(.forced(ids), now: .noon)
      let taken = try await fixture.takeOver(now: .noon + .hours(1)).map(\.claim)
      #expect(try await fixture.store.recheck(taken, now: .noon + .hours(1)).map(\.forced) == [true])
    },

    StoreRule("Claims whose row is gone or is another by now are not taken over") { fixture in
      try await fixture.fire(2)
      let lost = try await fixture.begin().map(\.record)
      try await fixture.delete(lost[0].id)
      try await fixture.delete(lost[1].id)
      let reused = TriggerRecord(id: lost[1].id, type: "pay_bill", source: nil, received: .noon + .hours(1))
      try await fixture.insert(reused)
      #expect(try await fixture.expired(now: .noon + .hours(1)).isEmpty)
    },

    StoreRule("Listed are at most as many as asked for, by ascending id, and only those that are named") { fixture in
      let ids = try await fixture.fire(5)
      _ = try await fixture.begin()
      let late = Instant.noon + .hours(1)
      #expect(try await fixture.expired(limit: 0, now: late).isEmpty)
      #expect(try await fixture.expired(limit: 2, now: late).map(\.claim.id) == Array(ids.prefix(2)))
      #expect(try await fixture.expired([], now: late).isEmpty)
      #expect(try await fixture.expired([ids[3], 77], now: late).map(\.claim.id) == [ids[3]])
    },

    StoreRule("Of those who race to take over each trigger has one") { fixture in
      let ids = try await fixture.fire(200)
      _ = try await fixture.begin()
      let late = Instant.noon + .hours(1)
      let expired = try await fixture.expired(now: late)
      var stores: [any TriggerStore] = [fixture.store]
      for _ in 1..<6 { stores.append(try await fixture.another()) }
      let taken = try await withThrowingTaskGroup(of: [TriggerID].self) { group in
        for (number, store) in stores.enumerated() {
          group.addTask {
            try await store.takeOver(expired, processorID: "p\(number)", lease: .minutes(1), now: late)
              .map(\.claim.id)
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(taken.sorted() == ids)
    },

    StoreRule("Who takes over and who ends late: each trigger gets one end") { fixture in
      let ids = try await fixture.fire(100)
      let started = try await fixture.begin()
      let other = try await fixture.another()
      let late = Instant.noon + .hours(1)
      let expired = try await fixture.expired(now: late)
      async let ends = fixture.store.finish(started.map { Finish.failure($0) })
      async let taken = other.takeOver(expired, processorID: "p2", lease: .minutes(1), now: late)
      let recordedLate = try await ends.filter { $0 == .recorded }.count
      let rescued = try await other.recheck(await taken.map(\.claim), now: late)
      let recorded = try await other.finish(rescued.map { Finish.failure($0) }).filter { $0 == .recorded }
      #expect(recordedLate + recorded.count == ids.count)
      #expect(try await fixture.store.records(ids: ids).allSatisfy { $0.tries == 1 })
    },
  ]
}
