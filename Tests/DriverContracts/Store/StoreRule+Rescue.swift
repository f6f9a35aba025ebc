import Testing
import TriggerCore

extension StoreRule {
  static let rescue = [
    StoreRule("A started claim is rescued when its lease has run out, under a new epoch, and told whose it was") {
      fixture in
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon)
      let lost = try await fixture.begun()
      let end = Instant.noon + .minutes(1)
      #expect(try await fixture.rescue(now: end - .microseconds(1)).isEmpty)
      let rescued = try #require(try await fixture.rescue(now: end).first)
      #expect(rescued.claim.id == lost.claim.id)
      #expect(rescued.claim.epoch != lost.claim.epoch)
      #expect(rescued.record == lost.record)
      #expect(rescued.previousProcessor == "web3:71")
      #expect(rescued.previousStart == .noon)
      #expect(rescued.at == end)
      #expect(try await fixture.store.extend([lost.claim], lease: .minutes(1), now: end).isEmpty)
    },

    StoreRule("A rescue is a lease like any other: nobody else rescues until it has run out") { fixture in
      _ = try await fixture.begun()
      let first = try await fixture.rescue(now: .noon + .minutes(1))
      #expect(try await fixture.rescue(now: .noon + .minutes(1) + .seconds(59)).isEmpty)
      let second = try await fixture.rescue(now: .noon + .minutes(2))
      #expect(second.map(\.record) == first.map(\.record))
      #expect(try await fixture.store.finish([.failure(first[0]), .failure(second[0])]) == [.stale, .recorded])
    },

    StoreRule("What was claimed but never started is not rescued") { fixture in
      try await fixture.fire()
      _ = try await fixture.claim()
      #expect(try await fixture.rescue(now: .noon + .hours(1)).isEmpty)
    },

    StoreRule("A rescue reads the row again, with its data and whether it was forced") { fixture in
      let note = TriggerData(fields: [.init("note", .text("請"))])
      let ids = try await fixture.store.fire([NewTrigger(type: "letter", data: note)], now: .noon)
      _ = try await fixture.store.start(try await fixture.store.claim(.forced(ids), now: .noon), now: .noon)
      var saved = try await fixture.record(ids[0])
      saved.progress.tries = 2
      try await fixture.save(saved)
      let rescued = try #require(try await fixture.rescue(now: .noon + .hours(1)).first)
      #expect(rescued.record == saved)
      #expect(rescued.data == note)
      #expect(rescued.forced)
    },

    StoreRule("What was claimed by name runs whatever the row says, but was not forced") { fixture in
      let later = try await fixture.fire(after: .noon + .hours(1))[0]
      let request = ClaimRequest(.named(ids: [later]), limit: 1, processorID: "p1", lease: .minutes(1))
      #expect(try await fixture.store.claim(.due(), now: .noon).isEmpty)
      let started = try await fixture.store.start(try await fixture.store.claim(request, now: .noon), now: .noon)
      #expect(started.map(\.record.id) == [later])
      #expect(try await fixture.store.claim(request, now: .noon).isEmpty)
      #expect(try await fixture.rescue(now: .noon + .hours(1)).map(\.forced) == [false])
    },

    StoreRule("Claims whose row is gone or is another by now are not rescued") { fixture in
      try await fixture.fire(2)
      let lost = try await fixture.begin().map(\.record)
      try await fixture.delete(lost[0].id)
      try await fixture.delete(lost[1].id)
      let reused = TriggerRecord(id: lost[1].id, type: "pay_bill", source: nil, received: .noon + .hours(1))
      try await fixture.insert(reused)
      #expect(try await fixture.rescue(now: .noon + .hours(1)).isEmpty)
    },

    StoreRule("At most as many as asked for, by ascending id") { fixture in
      let ids = try await fixture.fire(5)
      _ = try await fixture.begin()
      #expect(try await fixture.rescue(limit: 0, now: .noon + .hours(1)).isEmpty)
      #expect(
        try await fixture.rescue(limit: 2, now: .noon + .hours(1)).map(\.claim.id).sorted() == Array(ids.prefix(2)))
      #expect(try await fixture.rescue(now: .noon + .hours(1)).map(\.claim.id).sorted() == Array(ids.suffix(3)))
    },

    StoreRule("Only those that are named, where some are") { fixture in
      let ids = try await fixture.fire(3)
      _ = try await fixture.begin()
      func rescued(_ named: [TriggerID]) async throws -> [TriggerID] {
        try await fixture.store.rescue(
          named, limit: 9, processorID: "p2", lease: .minutes(1), now: .noon + .hours(1)
        ).map(\.claim.id)
      }
      #expect(try await rescued([]).isEmpty)
      #expect(try await rescued([ids[1], 77]) == [ids[1]])
      #expect(try await rescued([ids[1]]).isEmpty)
      #expect(try await rescued(ids) == [ids[0], ids[2]])
    },

    StoreRule("Racing rescuers get each trigger exactly once") { fixture in
      let ids = try await fixture.fire(200)
      _ = try await fixture.begin()
      var stores: [any TriggerStore] = [fixture.store]
      for _ in 1..<6 { stores.append(try await fixture.another()) }
      let rescued = try await withThrowingTaskGroup(of: [TriggerID].self) { group in
        for (number, store) in stores.enumerated() {
          group.addTask {
            var mine: [TriggerID] = []
            while mine.count <= ids.count {
              let batch = try await store.rescue(
                limit: 9, processorID: "p\(number)", lease: .minutes(1), now: .noon + .hours(1))
              if batch.isEmpty { break }
              mine += batch.map(\.claim.id)
            }
            return mine
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(rescued.sorted() == ids)
    },

    StoreRule("Racing rescuers and late finishers: each trigger gets one end") { fixture in
      let ids = try await fixture.fire(100)
      let started = try await fixture.begin()
      let other = try await fixture.another()
      async let late = fixture.store.finish(started.map { Finish.failure($0) })
      async let rescued = other.rescue(limit: 1_000, processorID: "p2", lease: .minutes(1), now: .noon + .hours(1))
      let recordedLate = try await late.filter { $0 == .recorded }.count
      let recordedByRescuer = try await other.finish(await rescued.map { Finish.failure($0) }).filter {
        $0 == .recorded
      }
      #expect(recordedLate + recordedByRescuer.count == ids.count)
      #expect(try await fixture.store.records(ids: ids).allSatisfy { $0.tries == 1 })
    },
  ]
}
