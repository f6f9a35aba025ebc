import Testing
import TriggerCore

extension StoreRule {
  static let operating = [
    StoreRule("Retrying a given-up trigger makes it unprocessed and due, its tries reset unless kept") { fixture in
      let given = Progress(processed: .noon - .days(1), successful: false, tries: 5, after: .noon + .hours(1))
      let reset = try await fixture.brought(to: given)
      let kept = try await fixture.brought(to: given)
      #expect(try await fixture.apply(.retry(keepTries: false), [reset]).done.count == 1)
      #expect(try await fixture.apply(.retry(keepTries: true), [kept]).done.count == 1)
      #expect(try await fixture.record(reset.id).progress == Progress())
      #expect(try await fixture.record(kept.id).progress == Progress(tries: 5))
      #expect(try await fixture.claim().count == 2)
    },

    StoreRule("Retrying an unprocessed trigger only makes it due") { fixture in
      let waiting = try await fixture.brought(to: Progress(tries: 4, after: .infinity))
      #expect(try await fixture.apply(.retry(keepTries: false), [waiting]).done.count == 1)
      #expect(try await fixture.record(waiting.id).progress == Progress(tries: 4))
    },

    StoreRule("What succeeded is neither retried nor rescheduled, what was given up is not rescheduled") { fixture in
      let done = try await fixture.brought(to: Progress(processed: .noon, successful: true))
      let old = try await fixture.brought(to: Progress(processed: .noon, successful: nil))
      let given = try await fixture.brought(to: Progress(processed: .noon, successful: false, tries: 5))
      let retry = try await fixture.apply(.retry(keepTries: false), [done, old])
      let move = try await fixture.apply(.reschedule(.clear), [done, given])
      #expect((retry.entries + move.entries).allSatisfy { $0.result.word == "refused" && $0.after == nil })
      #expect(try await fixture.store.records(ids: [done.id, old.id, given.id]) == [done, old, given])
    },

    StoreRule("Retrying or rescheduling what was sent ends its claim, so that it is free at once; deleting it waits") {
      fixture in
      let retried = try await fixture.sent()
      let moved = try await fixture.sent()
      let later = Operation.reschedule(.at(.noon - .seconds(1)))
      #expect(try await fixture.apply(.delete, [retried]).entries.map(\.result.word) == ["running"])
      #expect(try await fixture.apply(.retry(keepTries: false), [retried]).done.map(\.id) == [retried.id])
      #expect(try await fixture.apply(later, [moved]).done.map(\.id) == [moved.id])
      #expect(try await fixture.claim("sent").map(\.id).sorted() == [retried.id, moved.id])
    },

    StoreRule("Retrying what was sent and has changed since leaves its claim as it is") { fixture in
      let seen = try await fixture.sent()
      var saved = seen
      saved.progress.tries = 2
      try await fixture.save(saved)
      #expect(try await fixture.apply(.retry(keepTries: false), [seen]).entries.map(\.result) == [.changed])
      #expect(try await fixture.claims() == [seen.id])
    },

    StoreRule("Rescheduling sets, moves and clears the time") { fixture in
      let hour = Duration.hours(1)
      let cases: [(ScheduleTime, from: Instant?, to: Instant?)] = [
        (.at(.noon + hour), nil, .noon + hour), (.at(.infinity), .noon, .infinity),
        (.at(.negativeInfinity), .noon, .negativeInfinity), (.fromNow(hour), .infinity, .noon + hour),
        (.fromDue(hour), .noon + hour, .noon + .hours(2)), (.fromDue(hour), nil, .noon + hour),
        (.fromDue(hour), .infinity, .infinity), (.clear, .noon + hour, nil),
      ]
      for (time, from, to) in cases {
        let record = try await fixture.brought(to: Progress(tries: 1, after: from))
        let report = try await fixture.apply(.reschedule(time), [record])
        #expect(report.entries.first?.before == record)
        #expect(report.entries.first?.after?.progress == Progress(tries: 1, after: to), "\(time)")
        #expect(try await fixture.record(record.id).progress == Progress(tries: 1, after: to), "\(time)")
      }
    },

    StoreRule("A row that is not as the operator saw it is left alone, whichever of the four columns changed") {
      fixture in
      let seen = try await fixture.brought(to: Progress(tries: 1, after: .noon))
      let changes = [
        Progress(tries: 2, after: .noon), Progress(tries: 1), Progress(tries: 1, after: .noon + .microseconds(1)),
        Progress(processed: .noon, tries: 1, after: .noon), Progress(successful: false, tries: 1, after: .noon),
      ]
      for change in changes {
        var saved = seen
        saved.progress = change
        try await fixture.save(saved)
        for operation in [Operation.retry(keepTries: false), .reschedule(.clear), .delete] {
          #expect(try await fixture.apply(operation, [seen]).entries.map(\.result) == [.changed])
        }
        #expect(try await fixture.record(seen.id) == saved)
      }
    },

    StoreRule("A row that is gone, or whose id is another trigger's by now, is missing") { fixture in
      let gone = try await fixture.fired()
      let reused = try await fixture.fired()
      try await fixture.delete(gone.id)
      try await fixture.delete(reused.id)
      let new = TriggerRecord(id: reused.id, type: "pay_bill", source: nil, received: .noon + .microseconds(1))
      try await fixture.insert(new)
      for operation in [Operation.retry(keepTries: false), .reschedule(.clear), .delete] {
        #expect(try await fixture.apply(operation, [gone, reused]).entries.map(\.result) == [.missing, .missing])
      }
      #expect(try await fixture.record(new.id) == new)
    },

    StoreRule("What somebody runs is left alone and told, until its lease has run out") { fixture in
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon)
      let started = try await fixture.begun()
      let mark = RunningMark(kind: .work, processor: "web3:71", started: .noon, leaseUntil: .noon + .minutes(1))
      for operation in [Operation.retry(keepTries: false), .reschedule(.clear), .delete] {
        #expect(try await fixture.apply(operation, [started.record]).entries.map(\.result) == [.running(mark)])
      }
      var stale = started.record
      stale.progress.tries = 9
      #expect(try await fixture.apply(.delete, [stale]).entries.map(\.result) == [.running(mark)])
      let late = Instant.noon + .minutes(1)
      #expect(try await fixture.apply(.reschedule(.at(.infinity)), [started.record], now: late).done.count == 1)
      #expect(try await fixture.store.finish([.failure(started)]).first != .recorded)
    },

    StoreRule("A hold does not make a row running") { fixture in
      let record = try await fixture.fired()
      try await fixture.store.release(try await fixture.claim(), hold: .hours(1), now: .noon)
      #expect(try await fixture.apply(.reschedule(.at(.infinity)), [record]).entries.map(\.result) == [.done])
    },

    StoreRule("A thousand targets are answered in their order, each on its own; none is no action") { fixture in
      let ids = try await fixture.fire(1_000)
      var targets = try await fixture.store.records(ids: ids)
      targets[10].progress.tries = 9
      let report = try await fixture.apply(.reschedule(.at(.infinity)), targets.reversed())
      #expect(report.entries.map(\.id) == ids.reversed())
      #expect(report.done.count == 999)
      #expect(report.entries[989].result == .changed)
      #expect(try await fixture.claim().map(\.id) == [ids[10]])
      #expect(try await fixture.apply(.delete, []) == OperationReport(entries: [], journalID: nil))
    },

    StoreRule("What was done stands in the journal with who, when and the values before and after") { fixture in
      let given = Progress(processed: .noon - .days(1), successful: false, tries: 5, after: .infinity)
      let record = try await fixture.brought(to: given)
      let retry = try await fixture.apply(.retry(keepTries: false), [record])
      let retried = try await fixture.record(record.id)
      let move = try await fixture.apply(.reschedule(.at(.noon + .hours(1))), [retried], now: .noon + .seconds(1))
      _ = try await fixture.apply(.reschedule(.clear), [record])
      #expect(retry.journalID != nil && move.journalID != nil && retry.journalID != move.journalID)
      let anna = Operator(name: "anna 請", host: "web3")
      #expect(
        try await fixture.store.detail(of: record.id, now: .noon)?.actions == [
          ActionRecord(
            at: .noon + .seconds(1), by: anna, verb: "reschedule", before: Progress(),
            after: Progress(after: .noon + .hours(1))),
          ActionRecord(at: .noon, by: anna, verb: "retry", before: given, after: Progress()),
        ])
    },

    StoreRule("Racing operators: what both saw is done once, and the other is told it changed") { fixture in
      let records = try await fixture.store.records(ids: try await fixture.fire(200))
      let other = try await fixture.another()
      let move = Operation.reschedule(.at(.infinity))
      let anna = Operator(name: "anna", host: "web3")
      async let first = fixture.store.apply(move, to: records.map(Target.init), by: anna, now: .noon)
      async let second = other.apply(move, to: records.reversed().map(Target.init), by: anna, now: .noon)
      let entries = try await first.entries + second.entries
      #expect(entries.filter { $0.result == .done }.count == 200)
      #expect(entries.filter { $0.result == .changed }.count == 200)
    },
  ]
}

extension StoreFixture {
  /// Fires a trigger and brings its row there.
  func brought(to progress: Progress) async throws -> TriggerRecord {
    var record = try await fired()
    record.progress = progress
    try await save(record)
    return record
  }

  func apply(_ operation: Operation, _ records: [TriggerRecord], now: Instant = .noon) async throws -> OperationReport {
    let anna = Operator(name: "anna 請", host: "web3")
    return try await store.apply(operation, to: records.map(Target.init), by: anna, now: now)
  }
}
