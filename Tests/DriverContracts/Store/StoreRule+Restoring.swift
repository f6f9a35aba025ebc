import Testing
import TriggerCore

extension StoreRule {
  static let restoring = [
    StoreRule("A deleted trigger comes back with data, results, attempts and all that hung on them") {
      fixture in
      try await fixture.addLines()
      let bill = try await fixture.bill()
      let note = NewTrigger(
        type: "note", source: Source(stored: "a$é"), data: TriggerData(fields: [.init("text", .text("x'\n"))]))
      let noted = try await fixture.seen(try await fixture.store.fire([note], now: .noon)[0])
      for started in try await fixture.begin() { _ = try await fixture.store.finish([.failure(started)]) }
      for started in try await fixture.begin() {
        _ = try await fixture.store.finish([.success(started, results: ["one", "two"])])
      }
      try await fixture.execute(
        "INSERT INTO billing_line (id, bill_id) VALUES (1, \(bill.row.id)), (2, \(bill.row.id))")
      // The catalog is read anew.
      _ = try await fixture.store.facts()
      let records = try await fixture.store.records(ids: [bill.row.id, noted.row.id])
      let before = try await fixture.store.dependents(of: records.map(\.id)).rows
      #expect(before.contains { $0.table == "billing_line" && $0.count == 2 })
      let deletion = try await fixture.apply(.delete, records)
      let changes = try await fixture.journal.changes(of: try #require(deletion.journalID))
      #expect(changes.map(\.deleted) == records)
      let undo = try await fixture.undo(deletion)
      #expect(undo.entries.map(\.result) == [.done, .done])
      #expect(undo.entries.map(\.after) == records)
      #expect(try await fixture.store.records(ids: records.map(\.id)) == records)
      let back = try await fixture.seen(bill.row.id)
      #expect(back.data == bill.data && back.results == ["one", "two"] && back.attempts.count == 1)
      #expect(try await fixture.seen(noted.row.id).data == noted.data)
      let after = try await fixture.store.dependents(of: records.map(\.id)).rows
      #expect(after == before)
      #expect(try await fixture.fired().id > records[1].id)
    },

    StoreRule("A row that two foreign keys lead to is kept once, and comes back") { fixture in
      try await fixture.execute(
        """
        CREATE TABLE billing_line (id integer PRIMARY KEY,
          bill_id integer NOT NULL REFERENCES billing_paybill (trigger_ptr_id) DEFERRABLE INITIALLY DEFERRED,
          trigger_id integer NOT NULL REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED)
        """)
      let bill = try await fixture.bill().row.record
      try await fixture.execute("INSERT INTO billing_line VALUES (1, \(bill.id), \(bill.id))")
      let deletion = try await fixture.apply(.delete, [bill])
      #expect(deletion.done.count == 1)
      #expect(try await fixture.undo(deletion).done.count == 1)
      #expect(try await fixture.holds("SELECT 1 FROM billing_line WHERE id = 1 AND trigger_id = \(bill.id)"))
    },

    StoreRule("References between triggers of one deletion come back, whatever the parts and their order") { fixture in
      try await fixture.addNodes()
      for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let records = try await fixture.store.records(ids: try await fixture.fire(3, type: "node"))
        let ids = records.map(\.id)
        try await fixture.execute(
          "INSERT INTO app_node VALUES (\(ids[0]), NULL), (\(ids[1]), \(ids[0])), (\(ids[2]), \(ids[1]))")
        let deletion = try await fixture.apply(.delete, inParts: records.map { Target($0) })
        let action = try #require(deletion.journalID)
        #expect(try await fixture.apply(.undo(action), inParts: order.map { Target(records[$0]) }).done.count == 3)
        for (child, parent) in [(1, 0), (2, 1)] {
          let isBack = try await fixture.holds(
            "SELECT 1 FROM app_node WHERE trigger_ptr_id = \(ids[child]) AND parent_id = \(ids[parent])")
          #expect(isBack, "\(child) of \(order)")
        }
        // Who gave a reference up since is none of it.
        try await fixture.execute("UPDATE app_node SET parent_id = NULL WHERE trigger_ptr_id = \(ids[1])")
        #expect(try await fixture.undo(deletion).done.isEmpty)
        #expect(
          try await fixture.holds("SELECT 1 FROM app_node WHERE trigger_ptr_id = \(ids[1]) AND parent_id IS NULL"))
      }
    },

    StoreRule("Triggers that one row hangs on come back together with it") {
      fixture in
      try await fixture.execute(
        """
        CREATE TABLE app_pair (id integer PRIMARY KEY,
          first_id integer NOT NULL REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED,
          second_id integer REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED)
        """)
      let records = try await fixture.store.records(ids: try await fixture.fire(4))
      let ids = records.map(\.id)
      for (id, pair) in [(1, (0, 1)), (2, (1, 1)), (3, (2, 3)), (4, (3, 2))] {
        try await fixture.execute("INSERT INTO app_pair VALUES (\(id), \(ids[pair.0]), \(ids[pair.1]))")
      }
      _ = try await fixture.store.facts()
      let deletion = try await fixture.apply(.delete, records)
      #expect(deletion.done.count == 4)
      let undo = try await fixture.undo(deletion)
      #expect(undo.entries.map(\.result) == [.done, .done, .done, .done])
      #expect(undo.entries.map(\.after) == records)
      for (id, pair) in [(1, (0, 1)), (2, (1, 1)), (3, (2, 3)), (4, (3, 2))] {
        let row = "id = \(id) AND first_id = \(ids[pair.0]) AND second_id = \(ids[pair.1])"
        #expect(try await fixture.holds("SELECT 1 FROM app_pair WHERE \(row)"), "\(row)")
      }
    },

    StoreRule("Columns that the application added to the trigger itself come back with their values") { fixture in
      try await fixture.execute(
        """
        ALTER TABLE djtriggers_trigger ADD COLUMN tenant text;
        ALTER TABLE djtriggers_trigger ADD COLUMN weight integer NOT NULL DEFAULT 1;
        """)
      let record = try await fixture.fired()
      try await fixture.execute("UPDATE djtriggers_trigger SET tenant = 'x''y', weight = 7")
      #expect(try await fixture.undo(try await fixture.apply(.delete, [record])).done.count == 1)
      #expect(try await fixture.holds("SELECT 1 FROM djtriggers_trigger WHERE tenant = 'x''y' AND weight = 7"))
    },

    StoreRule("What the journal has and a table lacks is refused by name; what it lacks gets its default") { fixture in
      let bill = try await fixture.bill()
      let deletion = try await fixture.apply(.delete, [bill.row.record])
      try await fixture.execute(
        """
        ALTER TABLE billing_paybill RENAME COLUMN amount TO total;
        ALTER TABLE billing_paybill ADD COLUMN currency text NOT NULL DEFAULT 'EUR';
        """)
      do {
        _ = try await fixture.undo(deletion)
        Issue.record("the amount was lost")
      } catch StoreError.wrongSchema(let sentence) {
        #expect(sentence.contains("amount") && sentence.contains("billing_paybill"))
      }
      #expect(try await fixture.store.records(ids: [bill.row.id]).isEmpty)
      try await fixture.execute("ALTER TABLE billing_paybill RENAME COLUMN total TO amount")
      #expect(try await fixture.undo(deletion).done.count == 1)
      #expect(try await fixture.holds("SELECT 1 FROM billing_paybill WHERE amount = 5 AND currency = 'EUR'"))
    },

    StoreRule("A deleted trigger whose id is in use by now stays away") { fixture in
      let records = try await fixture.store.records(ids: try await fixture.fire(2))
      let deletion = try await fixture.apply(.delete, records)
      let new = TriggerRecord(id: records[0].id, type: "other", source: nil, received: .noon + .seconds(1))
      try await fixture.insert(new)
      #expect(try await fixture.undo(deletion).entries.map(\.result) == [.changed, .done])
      #expect(try await fixture.store.records(ids: records.map(\.id)) == [new, records[1]])
    },

    StoreRule("A thousand deleted triggers come back in one action") { fixture in
      let records = try await fixture.store.records(ids: try await fixture.fire(1_000))
      let deletion = try await fixture.apply(.delete, records)
      #expect(try await fixture.undo(deletion).done.count == 1_000)
      #expect(try await fixture.store.records(ids: records.map(\.id)) == records)
      #expect(try await fixture.journal.actions(limit: 9).map(\.verb) == ["undo", "delete"])
    },
  ]
}

extension StoreFixture {
  /// Each target in a part of its own, as large operations are cut.
  fileprivate func apply(_ operation: Operation, inParts targets: [Target]) async throws -> OperationReport {
    var report = OperationReport(entries: [], journalID: nil)
    for target in targets {
      let part = try await store.apply(
        operation, to: [target], by: .anna, continuing: report.journalID, now: .noon)
      report.entries += part.entries
      report.journalID = part.journalID
    }
    return report
  }
}
