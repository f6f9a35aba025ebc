import Testing
import TriggerCore

extension StoreRule {
  static let undoing = [
    StoreRule("Undoing a retry or a rescheduling gives rows the values back that they had") { fixture in
      let given = Progress(processed: .noon - .days(1), successful: false, tries: 5, after: .infinity)
      let failed = try await fixture.brought(to: given)
      let waiting = try await fixture.brought(to: Progress(tries: 2, after: .noon + .hours(1)))
      let retry = try await fixture.apply(.retry(keepTries: false), [failed, waiting])
      let undo = try await fixture.undo(retry)
      #expect(undo.entries.map(\.result) == [.done, .done])
      #expect(undo.entries.map(\.after) == [failed, waiting])
      #expect(try await fixture.store.records(ids: [failed.id, waiting.id]) == [failed, waiting])
      let move = try await fixture.apply(.reschedule(.clear), [waiting])
      #expect(try await fixture.undo(move).done.count == 1)
      #expect(try await fixture.record(waiting.id) == waiting)
      let verbs = try await fixture.seen(waiting.id).actions.map(\.verb)
      #expect(verbs == ["undo", "reschedule", "undo", "retry"])
    },

    StoreRule("An undo that was stopped goes on with what it did not come to, and is none of what it refused") {
      fixture in
      let records = try await fixture.store.records(ids: try await fixture.fire(3))
      let action = try #require(try await fixture.apply(.reschedule(.at(.noon - .hours(1))), records).journalID)
      func state() async throws -> (isUndone: Bool?, left: [TriggerID]) {
        let actions = try await fixture.journal.actions(limit: 9)
        return (
          actions.first { $0.id == action }?.isUndone, try await fixture.journal.changes(of: action).map(\.id).sorted()
        )
      }
      func undo(_ index: Int) async throws -> [String] {
        let targets = try await fixture.journal.changes(of: action).filter { $0.id == records[index].id }.map(\.target)
        return try await fixture.store.apply(.undo(action), to: targets, by: .anna, now: .noon).entries.map(
          \.result.word)
      }
      #expect(try await undo(0) == ["done"])
      #expect(try await state() == (false, records[1...].map(\.id)))
      var tried = try await fixture.record(records[1].id)
      tried.progress.tries = 1
      try await fixture.save(tried)
      #expect(try await undo(1) == ["changed"])
      #expect(try await undo(2) == ["done"])
      #expect(try await state() == (true, [records[1].id]))
    },

    StoreRule("Only what is as the action left it is taken back; what it did not touch is none of it") { fixture in
      let records = try await fixture.store.records(ids: try await fixture.fire(4))
      let other = try await fixture.fired()
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon)
      let move = try await fixture.apply(.reschedule(.at(.noon - .hours(1))), records)
      var tried = try await fixture.record(records[0].id)
      tried.progress.tries = 1
      try await fixture.save(tried)
      try await fixture.delete(records[1].id)
      #expect(try await fixture.store.claim(.forced([records[2].id]), now: .noon).count == 1)
      let action = try #require(move.journalID)
      let targets = try await fixture.journal.changes(of: action).map(\.target) + [Target(other)]
      let undo = try await fixture.store.apply(.undo(action), to: targets, by: .anna, now: .noon)
      #expect(undo.entries.map(\.result.word) == ["changed", "missing", "running", "done", "refused"])
      #expect(try await fixture.record(tried.id) == tried)
      #expect(try await fixture.record(other.id) == other)
      #expect(try await fixture.record(records[3].id) == records[3])
    },

    StoreRule("Undoing an edit brings the data back, whatever became of the trigger since") { fixture in
      let bill = try await fixture.bill()
      #expect(try await fixture.edit(bill, [.init("amount", .integer(6)), .init("recipient", .text("8"))]) == .done)
      var tried = bill.row.record
      tried.progress.tries = 3
      try await fixture.save(tried)
      let undo = try await fixture.undoLast()
      #expect(undo.entries.map(\.result) == [.done])
      #expect(undo.entries.map(\.after) == [tried])
      #expect(try await fixture.seen(bill.row.id).data == bill.data)
      #expect(try await fixture.record(tried.id) == tried)
      let action = try #require(try await fixture.seen(bill.row.id).actions.first)
      #expect(action.verb == "undo" && action.dataAfter?["amount"] == .integer(5))
    },

    StoreRule("Undoing an edit brings every kind of column back") { fixture in
      try await fixture.addWideTable()
      let data = TriggerData(fields: [
        .init("flag", .bool(true)), .init("big", .integer(.max)), .init("price", .decimal("-99.75")),
        .init("ratio", .decimal("0.25")), .init("name", .text("日本")), .init("at", .instant(.noon)),
        .init("day", .text("2028-02-29")), .init("note", .null),
      ])
      let wide = NewTrigger(type: "wide", data: data, table: "wide")
      let before = try await fixture.seen(try await fixture.store.fire([wide], now: .noon)[0])
      let changes: [(String, String)] = [
        ("flag", "false"), ("big", "1"), ("price", "1.5"), ("ratio", "2"), ("name", ""), ("at", "2027-01-01T00:00:00Z"),
        ("day", "2027-01-01"), ("note", "{}"),
      ]
      #expect(try await fixture.edit(before, changes.map { .init($0, .text($1)) }) == .done)
      #expect(try await fixture.undoLast().done.count == 1)
      #expect(try await fixture.seen(before.row.id).data == before.data)
    },

    StoreRule("Undoing an edit of a payload restores it; data edited again since is left alone") { fixture in
      let data = TriggerData(fields: [.init("z", .integer(1)), .init("a", .array([.null, .text("5")]))])
      let id = try await fixture.store.fire([NewTrigger(type: "note", data: data)], now: .noon)[0]
      #expect(try await fixture.edit(fixture.seen(id), [.init("a", .text("[]"))]) == .done)
      #expect(try await fixture.undoLast().done.count == 1)
      #expect(try await fixture.seen(id).data == data)
      #expect(try await fixture.edit(fixture.seen(id), [.init("z", .integer(2))]) == .done)
      let first = try #require(try await fixture.journal.actions(limit: 1).first)
      #expect(try await fixture.edit(fixture.seen(id), [.init("z", .integer(3))]) == .done)
      let targets = try await fixture.journal.changes(of: first.id).map(\.target)
      let undo = try await fixture.store.apply(.undo(first.id), to: targets, by: .anna, now: .noon)
      #expect(undo.entries.map(\.result) == [.changed])
      #expect(try await fixture.seen(id).data?["z"] == .integer(3))
    },

    StoreRule("What the database computes is neither edited nor put back, and is right again") { fixture in
      try await fixture.execute(
        """
        CREATE TABLE app_sum (trigger_ptr_id integer PRIMARY KEY
            REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED,
          amount integer NOT NULL, double integer GENERATED ALWAYS AS (amount * 2) STORED)
        """)
      let record = try await fixture.fired(type: "sum")
      try await fixture.execute("INSERT INTO app_sum (trigger_ptr_id, amount) VALUES (\(record.id), 5)")
      _ = try await fixture.store.facts()
      let before = try await fixture.seen(record.id)
      #expect(try await fixture.edit(before, [.init("amount", .integer(6))]) == .done)
      #expect(try await fixture.holds("SELECT 1 FROM app_sum WHERE double = 12"))
      #expect(try await fixture.undoLast().done.count == 1)
      #expect(try await fixture.seen(record.id).data == before.data)
      #expect(try await fixture.undo(try await fixture.apply(.delete, [record])).done.count == 1)
      #expect(try await fixture.seen(record.id).data == before.data)
    },

    StoreRule("Actions are told newest first; parts of one make one, and what was taken back is marked") { fixture in
      let records = try await fixture.store.records(ids: try await fixture.fire(3))
      let ben = Operator(name: "ben", host: "web4")
      let first = try await fixture.store.apply(
        .reschedule(.at(.infinity)), to: [Target(records[0])], by: ben, continuing: nil, now: .noon)
      let second = try await fixture.store.apply(
        .reschedule(.at(.infinity)), to: [Target(records[1])], by: ben, continuing: first.journalID, now: .noon)
      #expect(first.journalID != nil && first.journalID == second.journalID)
      _ = try await fixture.apply(.reschedule(.clear), [records[1]])
      let deletion = try await fixture.apply(.delete, [records[2]], now: .noon + .seconds(1))
      _ = try await fixture.undo(deletion)
      let actions = try await fixture.journal.actions(limit: 9)
      #expect(actions.map(\.verb) == ["undo", "delete", "reschedule", "reschedule"])
      #expect(actions.map(\.by) == [.anna, .anna, .anna, ben])
      #expect(actions.map(\.changed) == [Tally(1), Tally(1), Tally(0), Tally(2)])
      #expect(actions.map(\.isUndone) == [false, true, false, false])
      #expect(actions.map(\.isUndoable) == [false, false, false, true])
      #expect(actions[1].at == .noon + .seconds(1))
      #expect(try await fixture.journal.actions(limit: 2).count == 2)
      #expect(try await fixture.journal.changes(of: actions[3].id).map(\.id) == records.prefix(2).map(\.id))
    },

    StoreRule("Released locks are noted, and neither they nor an undo nor what never was is taken back") { fixture in
      let record = try await fixture.fired()
      let holder = LockHolder(token: "t", since: .noon - .days(1), node: "00163e5f1002", expiresIn: nil)
      let locks = [StuckLock(id: record.id, holder: holder), StuckLock(id: record.id + 1, holder: holder)]
      try await fixture.journal.note(released: locks, by: .anna, now: .noon)
      let unlock = try #require(try await fixture.journal.actions(limit: 1).first)
      #expect(unlock.verb == "unlock" && unlock.changed == Tally(1) && !unlock.isUndoable)
      #expect(try await fixture.seen(record.id).actions.map(\.verb) == ["unlock"])
      let undo = try await fixture.undo(try await fixture.apply(.reschedule(.at(.infinity)), [record]))
      let none: JournaledAction.ID = 999_999
      for action in [unlock.id, try #require(undo.journalID), none] {
        await #expect(throws: StoreError.self) {
          try await fixture.store.apply(.undo(action), to: [Target(record)], by: .anna, now: .noon)
        }
      }
      #expect(try await fixture.record(record.id) == record)
    },

    StoreRule("Without side tables there is no journal, and an undo says what makes one") { fixture in
      let django = try await fixture.django()
      let record = try await django.fired()
      #expect(try await django.apply(.reschedule(.at(.infinity)), [record]).journalID == nil)
      #expect(try await django.journal.actions(limit: 9).isEmpty)
      #expect(try await django.journal.changes(of: 1).isEmpty)
      try await django.journal.note(
        released: [StuckLock(id: record.id, holder: LockHolder(token: "t", since: nil, node: nil, expiresIn: nil))],
        by: .anna, now: .noon)
      do {
        _ = try await django.store.apply(.undo(1), to: [Target(record)], by: .anna, now: .noon)
        Issue.record("something was undone")
      } catch StoreError.needsMigration(let sentence) {
        #expect(sentence.contains("triggertop migrate"))
      }
    },
  ]
}

extension StoreFixture {
  var journal: any TriggerJournal {
    get throws { try #require(store as? any TriggerJournal, "the store keeps no journal") }
  }

  /// Takes all back that an operation did.
  func undo(_ report: OperationReport) async throws -> OperationReport {
    let action = try #require(report.journalID)
    let targets = try await journal.changes(of: action).map(\.target)
    return try await store.apply(.undo(action), to: targets, by: .anna, now: .noon)
  }

  func undoLast() async throws -> OperationReport {
    let last = try #require(try await journal.actions(limit: 1).first)
    return try await undo(OperationReport(entries: [], journalID: last.id))
  }
}
