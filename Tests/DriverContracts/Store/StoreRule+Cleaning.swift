import Synchronization
import Testing
import TriggerCore

extension StoreRule {
  static let cleaning = [
    StoreRule("Cleaning takes the longest processed first, and leaves what came later or waits") { fixture in
      let ages = [3, 1, 4, 2, 5]
      var ids: [Int: TriggerID] = [:]
      for age in ages {
        ids[age] = try await fixture.processed(before: .days(age), successful: age != 3).id
      }
      let waiting = try await fixture.brought(to: Progress(tries: 4, after: .negativeInfinity))
      let never = try await fixture.brought(to: Progress(processed: .infinity, successful: true))
      let cleaning = try fixture.cleaning
      let time = Instant.noon - .days(1)
      #expect(try await cleaning.cleanable(before: time) == 4)
      #expect(try await cleaning.clean(before: time, ownTables: [:], limit: 2) == 2)
      let all = Array(ids.values) + [waiting.id, never.id]
      let left = Set([1, 2, 3].compactMap { ids[$0] } + [waiting.id, never.id])
      #expect(try await Set(fixture.store.records(ids: all).map(\.id)) == left)
      #expect(try await cleaning.clean(before: time, ownTables: [:], limit: 0) == 0)
      #expect(try await cleaning.clean(before: time, ownTables: [:], limit: 10) == 2)
      #expect(try await cleaning.clean(before: time, ownTables: [:], limit: 10) == 0)
      #expect(try await cleaning.cleanable(before: time) == 0)
      #expect(
        try await Set(fixture.store.records(ids: all).map(\.id)) == [try #require(ids[1]), waiting.id, never.id])
    },

    StoreRule("Children, their children, results and side rows go with a cleaned trigger; others keep theirs") {
      fixture in
      try await fixture.addLines()
      let ids = try await fixture.processedBills(3)
      for id in ids {
        try await fixture.execute("INSERT INTO billing_line (id, bill_id) VALUES (\(id), \(id)), (\(100 + id), \(id))")
      }
      let kept = try await fixture.record(ids[2])
      try await fixture.save(
        TriggerRecord(
          id: kept.id, type: kept.type, source: nil, received: kept.received, progress: Progress(tries: 1)))
      #expect(try await fixture.cleaning.clean(before: .noon, ownTables: [:], limit: 10) == 2)
      #expect(try await fixture.store.dependents(of: Array(ids.prefix(2))).rows.isEmpty)
      #expect(
        try await fixture.store.dependents(of: [ids[2]]).rows.sorted { $0.table < $1.table } == [
          .init(table: "billing_line", count: 2), .init(table: "billing_paybill", count: 1),
          .init(table: "djtriggers_triggerresult", count: 1), .init(table: "triggertop_attempt", count: 1),
        ])
      #expect(try await fixture.store.detail(of: ids[2], now: .noon)?.attempts.count == 1)
      #expect(try await fixture.cleaning.sweepOrphans(limit: 10) == 0)
    },

    StoreRule("Flaw 12: own tables that no foreign key leads to are cleaned by the map, of their type only") {
      fixture in
      try await fixture.execute(
        """
        CREATE TABLE "odd ""table" (id integer PRIMARY KEY, "the ""id" integer NOT NULL);
        CREATE TABLE plain (trigger_ptr_id integer PRIMARY KEY);
        """)
      let ids = try await [
        fixture.processed(type: "odd").id, fixture.processed(type: "plain").id, fixture.processed(type: "other").id,
      ]
      for id in ids {
        try await fixture.execute("INSERT INTO \"odd \"\"table\" (id, \"the \"\"id\") VALUES (\(id), \(id))")
        try await fixture.execute("INSERT INTO plain (trigger_ptr_id) VALUES (\(id))")
      }
      let map = ["odd": [OwnTable("odd \"table", idColumn: "the \"id")], "plain": [OwnTable("plain")]]
      #expect(try await fixture.cleaning.clean(before: .noon, ownTables: map, limit: 10) == 3)
      // A key that is still there can't be given again.
      for (id, (isOddGone, isPlainGone)) in zip(ids, [(true, false), (false, true), (false, false)]) {
        let odd = "INSERT INTO \"odd \"\"table\" (id, \"the \"\"id\") VALUES (\(id), \(id))"
        let plain = "INSERT INTO plain (trigger_ptr_id) VALUES (\(id))"
        #expect(await fixture.accepts(odd) == isOddGone)
        #expect(await fixture.accepts(plain) == isPlainGone)
      }
    },

    StoreRule("Flaw 15: a table or column that the catalog does not know is refused, and nothing is removed") {
      fixture in
      let id = try await fixture.processedBills(1)[0]
      let hostile = [
        OwnTable("no_such_table"), OwnTable(""), OwnTable("billing_paybill\0"), OwnTable("djtriggers_trigger"),
        OwnTable("triggertop_claim", idColumn: "trigger_id"),
        OwnTable("billing_paybill; DROP TABLE djtriggers_triggerresult"),
        OwnTable("billing_paybill\" WHERE 1 = 1 --"), OwnTable("billing_paybill", idColumn: "1 = 1 OR trigger_ptr_id"),
        OwnTable("billing_paybill", idColumn: "id"), OwnTable("billing_paybill", idColumn: "amount\" OR \"amount"),
      ]
      for table in hostile {
        for type in ["pay_bill", "other"] {
          let map = [type: [OwnTable("billing_paybill"), table]]
          await refuses { try await fixture.cleaning.check(map) }
          await refuses { try await fixture.cleaning.clean(before: .noon, ownTables: map, limit: 10) }
        }
      }
      try await fixture.cleaning.check(["pay_bill": [OwnTable("billing_paybill")], "other": []])
      #expect(try await fixture.record(id).processed != nil)
      #expect(try await fixture.store.dependents(of: [id]).rows.count == 3)
    },

    StoreRule("Cleaning clears the references of rows that may stand alone, unless the map takes them") { fixture in
      try await fixture.addMemos()
      try await fixture.addLines()
      let gone = try await fixture.processedBills(1)[0]
      let other = try await fixture.processed(type: "other").id
      let kept = try await fixture.fired().id
      try await fixture.addMemo(1, trigger: gone, other: kept)
      try await fixture.addMemo(2, trigger: other, other: gone)
      try await fixture.addMemo(3, trigger: kept, other: gone)
      try await fixture.execute("INSERT INTO billing_line (id, bill_id) VALUES (1, \(gone))")
      let map = [
        "pay_bill": [OwnTable("billing_paybill"), OwnTable("billing_memo", idColumn: "trigger_id")], "other": [],
      ]
      #expect(try await fixture.cleaning.clean(before: .noon, ownTables: map, limit: 10) == 2)
      #expect(await !fixture.hasMemo(1, "true"))
      #expect(await fixture.hasMemo(2, "trigger_id IS NULL AND other_id IS NULL"))
      #expect(await fixture.hasMemo(3, "trigger_id = \(kept) AND other_id IS NULL"))
      #expect(try await fixture.store.dependents(of: [gone]).rows.isEmpty)
    },

    StoreRule("Cleaning is told after each batch, and stopped between batches it leaves whole triggers") { fixture in
      let ids = try await fixture.processedBills(25)
      let cleaner = Cleaner(
        store: try fixture.cleaning, ownTables: ["pay_bill": [OwnTable("billing_paybill")]], batch: 10)
      let stopped = Task {
        try await cleaner.run(before: .noon) { progress in
          if progress.removed == 10 { withUnsafeCurrentTask { $0?.cancel() } }
        }
      }
      #expect(try await stopped.value == 10)
      let left = try await fixture.store.records(ids: ids).map(\.id)
      #expect(left.count == 15)
      #expect(try await fixture.store.dependents(of: left).rows.map(\.count) == [15, 15, 15])
      #expect(try await fixture.store.detail(of: left[0], now: .noon)?.attempts.count == 1)
      let told = Mutex<[Cleaner.Progress]>([])
      let removed = try await cleaner.run(before: .noon) { progress in told.withLock { $0.append(progress) } }
      #expect(removed == 15)
      #expect(told.withLock { $0.map(\.removed) } == [0, 10, 15])
      #expect(told.withLock { $0.allSatisfy { $0.total == 15 } })
      #expect(try await fixture.store.dependents(of: ids).rows.isEmpty)
    },

    StoreRule("Two who clean at once remove each trigger once, and all of them") { fixture in
      let ids = try await fixture.processedBills(40)
      let first = Cleaner(store: try fixture.cleaning, batch: 7)
      let second = Cleaner(store: try #require(try await fixture.another() as? any TriggerCleaning), batch: 7)
      async let one = first.run(before: .noon)
      async let other = second.run(before: .noon)
      #expect(try await one + other == 40)
      #expect(try await fixture.store.records(ids: ids).isEmpty)
    },

    StoreRule("A processed trigger that somebody runs once more is left until that is over") { fixture in
      let ids = try await fixture.processedBills(2)
      let request = ClaimRequest(.forced(ids: [ids[0]]), limit: 1, processorID: "p1", lease: .minutes(5))
      let claims = try await fixture.store.claim(request, now: nil)
      #expect(try await fixture.cleaning.clean(before: .noon, ownTables: [:], limit: 2) == 1)
      #expect(try await fixture.store.records(ids: ids).map(\.id) == [ids[0]])
      try await fixture.store.release(claims, hold: nil, now: nil)
      #expect(try await fixture.cleaning.clean(before: .noon, ownTables: [:], limit: 2) == 1)
    },

    StoreRule("What another program left of removed triggers is swept, also where their ids were given again") {
      fixture in
      let note = TriggerData(fields: [.init("note", .text("x"))])
      let ids = try await fixture.store.fire(
        Array(repeating: NewTrigger(type: "pay_bill", data: note), count: 3), now: .noon)
      for started in try await fixture.begin() { _ = try await fixture.store.finish([.failure(started)]) }
      #expect(try await fixture.begin().count == 3)
      for id in ids.prefix(2) { try await fixture.delete(id) }
      try await fixture.insert(
        TriggerRecord(id: ids[1], type: "pay_bill", source: nil, received: .noon + .seconds(1)))
      let cleaning = try fixture.cleaning
      // A claim, a payload and an attempt of each of the two.
      #expect(try await cleaning.sweepOrphans(limit: 4) == 4)
      #expect(try await cleaning.sweepOrphans(limit: 4) == 2)
      #expect(try await cleaning.sweepOrphans(limit: 4) == 0)
      let kept = try #require(try await fixture.store.detail(of: ids[2], now: .noon))
      #expect(kept.data == note && kept.attempts.count == 1 && kept.row.running != nil)
    },

    StoreRule("What the database does not let go is named by cleaning, and costs nothing else") { fixture in
      let ids = try await fixture.processedBills(5)
      try await fixture.bind(ids[2])
      let batch = try await fixture.cleaning.clean(before: .noon, ownTables: [:], limit: 10, after: nil)
      #expect(batch.removed == 4 && batch.kept.map(\.id) == [ids[2]] && batch.place == nil)
      #expect(batch.kept.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("can't hold") })
      #expect(try await fixture.store.records(ids: ids).map(\.id) == [ids[2]])
      let left = try await fixture.seen(ids[2])
      #expect(left.data != nil && left.attempts.count == 1)
      let told = Mutex<Cleaner.Progress?>(nil)
      let cleaner = Cleaner(store: try fixture.cleaning, batch: 1)
      #expect(try await cleaner.run(before: .noon) { progress in told.withLock { $0 = progress } } == 0)
      #expect(told.withLock { $0?.keptCount } == 1)
    },

    StoreRule("Old rows of a table that refers to itself are cleaned; who outlives them loses the reference") {
      fixture in
      try await fixture.addNodes()
      let ids = try await fixture.processedBills(3)
      let live = try await fixture.fired().id
      for (id, parent) in [(ids[0], nil), (ids[1], ids[0]), (ids[2], ids[1]), (live, ids[1])] as [(_, TriggerID?)] {
        try await fixture.execute(
          "INSERT INTO app_node (trigger_ptr_id, parent_id) VALUES (\(id), \(parent.map(String.init) ?? "NULL"))")
      }
      #expect(try await Cleaner(store: try fixture.cleaning, batch: 2).run(before: .noon) == 3)
      #expect(try await fixture.holds("SELECT 1 FROM app_node WHERE trigger_ptr_id = \(live) AND parent_id IS NULL"))
    },

    StoreRule("Data of one trigger that another's data need stay until that is cleaned too") { fixture in
      try await fixture.addRefunds()
      let ids = try await fixture.processedBills(3)
      for (refund, bill) in [(ids[1], ids[0])] {
        try await fixture.execute("INSERT INTO app_refund VALUES (\(refund), \(bill))")
      }
      var later = try await fixture.record(ids[1])
      later.progress.processed = .noon - .seconds(1)
      try await fixture.save(later)
      let first = try await fixture.cleaning.clean(before: .noon - .seconds(30), ownTables: [:], limit: 9, after: nil)
      #expect(first.removed == 1 && first.kept.map(\.id) == [ids[0]])
      #expect(try await fixture.holds("SELECT 1 FROM app_refund"))
      #expect(try await Cleaner(store: try fixture.cleaning, batch: 1).run(before: .noon) == 2)
    },

    StoreRule("Cleaning needs no side tables") { fixture in
      let django = try await fixture.django()
      let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
      let bill = NewTrigger(type: "pay_bill", data: data, table: "billing_paybill")
      let ids = try await django.store.fire([bill, bill], now: .noon - .days(2))
      let record = try await django.record(ids[0])
      try await django.finishByHand(record, at: .noon - .days(1))
      try await django.execute("INSERT INTO djtriggers_triggerresult (result, trigger_id) VALUES ('r', \(ids[0]))")
      let map = ["pay_bill": [OwnTable("billing_paybill")]]
      #expect(try await Cleaner(store: try django.cleaning, ownTables: map).run(before: .noon) == 1)
      #expect(try await django.store.records(ids: ids).map(\.id) == [ids[1]])
      #expect(try await django.store.dependents(of: ids).rows == [.init(table: "billing_paybill", count: 1)])
    },
  ]
}

extension TriggerCleaning {
  /// The first batch.
  fileprivate func clean(before time: Instant, ownTables: [String: [OwnTable]], limit: Int) async throws -> Int {
    try await clean(before: time, ownTables: ownTables, limit: limit, after: nil).removed
  }
}

extension StoreFixture {
  var cleaning: any TriggerCleaning {
    get throws { try #require(store as? any TriggerCleaning, "the store can't clean") }
  }

  fileprivate func processed(
    type: String = "pay_bill", before noon: Duration = .days(1), successful: Bool = true
  ) async throws -> TriggerRecord {
    var record = try await fired(type: type, now: .noon - .days(9))
    record.progress = Progress(processed: .noon - noon, successful: successful)
    try await save(record)
    return record
  }

  /// Triggers that failed once and then succeeded a minute before noon, each with its own row and one result.
  fileprivate func processedBills(_ count: Int) async throws -> [TriggerID] {
    let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
    let bill = NewTrigger(type: "pay_bill", data: data, table: "billing_paybill")
    let ids = try await store.fire(Array(repeating: bill, count: count), now: .noon - .days(1))
    _ = try await store.finish(try await begin().map { Finish.failure($0) })
    _ = try await store.finish(
      try await begin().map { Finish.success($0, at: .noon - .minutes(1), results: ["paid"]) })
    return ids
  }

  fileprivate func finishByHand(_ record: TriggerRecord, at time: Instant) async throws {
    var record = record
    record.progress = Progress(processed: time, successful: true)
    try await save(record)
  }

  fileprivate func accepts(_ sql: String) async -> Bool {
    do {
      try await execute(sql)
      return true
    } catch {
      return false
    }
  }
}
