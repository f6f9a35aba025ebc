import Testing
import TriggerCore

extension StoreRule {
  static let deleting = [
    StoreRule("Deletion takes children, results and side rows with it; what comes after inherits nothing") { fixture in
      let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
      let note = TriggerData(fields: [.init("note", .text("x"))])
      let ids = try await fixture.store.fire(
        [
          NewTrigger(type: "pay_bill", data: data, table: "billing_paybill"), NewTrigger(type: "pay_bill", data: note),
          NewTrigger(type: "untouched", data: note),
        ], now: .noon)
      for started in try await fixture.begin() { _ = try await fixture.store.finish([.failure(started)]) }
      for started in try await fixture.begin() {
        _ = try await fixture.store.finish([.success(started, results: ["one", "two"])])
      }
      let dependents = try await fixture.store.dependents(of: Array(ids.prefix(2)))
      #expect(
        dependents.rows.sorted { $0.table < $1.table } == [
          .init(table: "billing_paybill", count: 1), .init(table: "djtriggers_triggerresult", count: 4),
          .init(table: "triggertop_attempt", count: 2), .init(table: "triggertop_payload", count: 1),
        ])
      let records = try await fixture.store.records(ids: Array(ids.prefix(2)))
      let report = try await fixture.apply(.delete, records)
      #expect(report.entries.map(\.result) == [.done, .done])
      #expect(report.entries.map(\.before) == records)
      #expect(report.entries.allSatisfy { $0.after == nil })
      #expect(try await fixture.store.records(ids: ids).map(\.id) == [ids[2]])
      #expect(try await fixture.store.detail(of: ids[2], now: .noon)?.data == note)
      for record in records {
        try await fixture.insert(record)
        let detail = try #require(try await fixture.store.detail(of: record.id, now: .noon))
        #expect(detail.data == nil && detail.attempts.isEmpty && detail.results.isEmpty)
      }
    },

    StoreRule("What a deletion takes with it is counted before, children of children included") { fixture in
      try await fixture.addLines()
      let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
      let bill = NewTrigger(type: "pay_bill", data: data, table: "billing_paybill")
      let ids = try await fixture.store.fire([bill, bill, bill], now: .noon)
      try await fixture.execute("INSERT INTO billing_line (id, bill_id) VALUES (1, \(ids[0])), (2, \(ids[0]))")
      try await fixture.execute("INSERT INTO billing_line (id, bill_id) VALUES (3, \(ids[2]))")
      try await fixture.execute("INSERT INTO djtriggers_triggerresult (result, trigger_id) VALUES ('r', \(ids[1]))")
      let dependents = try await fixture.store.dependents(of: [ids[0], ids[1]])
      #expect(
        dependents.rows.sorted { $0.table < $1.table } == [
          .init(table: "billing_line", count: 2), .init(table: "billing_paybill", count: 2),
          .init(table: "djtriggers_triggerresult", count: 1),
        ])
      #expect(try await fixture.store.dependents(of: []).rows.isEmpty)
      let records = try await fixture.store.records(ids: [ids[0], ids[1]])
      #expect(try await fixture.apply(.delete, records).done.count == 2)
      #expect(try await fixture.store.dependents(of: ids).rows.map(\.count).sorted() == [1, 1])
    },

    StoreRule("Rows whose reference the database clears by itself stay") { fixture in
      try await fixture.execute(
        """
        CREATE TABLE billing_memo (id integer PRIMARY KEY,
          trigger_id integer NULL REFERENCES djtriggers_trigger (id) ON DELETE SET NULL)
        """)
      let record = try await fixture.fired()
      try await fixture.execute("INSERT INTO billing_memo (id, trigger_id) VALUES (1, \(record.id))")
      #expect(try await fixture.store.dependents(of: [record.id]).rows.isEmpty)
      #expect(try await fixture.apply(.delete, [record]).done.count == 1)
      // Fails where the memo is gone: its key would be free.
      await #expect(throws: (any Error).self) { try await fixture.execute("INSERT INTO billing_memo (id) VALUES (1)") }
    },

    StoreRule("Rows that may stand without their trigger outlive a deletion, their reference cleared") { fixture in
      try await fixture.addMemos()
      let ids = try await fixture.fire(2)
      try await fixture.addMemo(1, trigger: ids[0], other: ids[1])
      try await fixture.addMemo(2, trigger: ids[1], other: ids[0])
      try await fixture.addMemo(3, trigger: ids[1], other: ids[1])
      let dependents = try await fixture.store.dependents(of: [ids[0]])
      #expect(dependents.rows.isEmpty)
      #expect(
        dependents.cleared.sorted { $0.table < $1.table } == [
          .init(table: "billing_memo.other_id", count: 1), .init(table: "billing_memo.trigger_id", count: 1),
        ])
      let deletion = try await fixture.apply(.delete, [try await fixture.record(ids[0])])
      #expect(deletion.done.count == 1)
      #expect(await fixture.hasMemo(1, "trigger_id IS NULL AND other_id = \(ids[1])"))
      #expect(await fixture.hasMemo(2, "trigger_id = \(ids[1]) AND other_id IS NULL"))
      #expect(await fixture.hasMemo(3, "trigger_id = \(ids[1]) AND other_id = \(ids[1])"))
      // What refers to something else by now keeps that.
      try await fixture.execute("UPDATE billing_memo SET other_id = \(ids[1]) WHERE trigger_id = \(ids[1])")
      #expect(try await fixture.undo(deletion).done.count == 1)
      #expect(await fixture.hasMemo(1, "trigger_id = \(ids[0]) AND other_id = \(ids[1])"))
      #expect(await fixture.hasMemo(2, "trigger_id = \(ids[1]) AND other_id = \(ids[1])"))
    },

    StoreRule("One that the database does not let go is refused, whole; the others go") { fixture in
      var bills: [TriggerRecord] = []
      for _ in 0..<5 { bills.append(try await fixture.bill().row.record) }
      try await fixture.bind(bills[2].id)
      let report = try await fixture.apply(.delete, bills)
      #expect(report.entries.map(\.result.word) == ["done", "done", "refused", "done", "done"])
      #expect(report.entries[2].before == nil)
      #expect(try await fixture.seen(bills[2].id).data?["amount"] == .integer(5))
      #expect(try await fixture.undo(report).done.count == 4)
    },

    StoreRule("A trigger stays whose data those of another one need; with the other it goes") { fixture in
      try await fixture.addRefunds()
      let bill = try await fixture.bill().row.record
      let refund = try await fixture.fired(type: "refund")
      try await fixture.execute("INSERT INTO app_refund VALUES (\(refund.id), \(bill.id))")
      #expect(try await fixture.apply(.delete, [bill]).entries.map(\.result.word) == ["refused"])
      #expect(try await fixture.holds("SELECT 1 FROM app_refund WHERE trigger_ptr_id = \(refund.id)"))
      #expect(try await fixture.apply(.delete, [refund]).done.count == 1)
      #expect(try await fixture.undoLast().done.count == 1)
      #expect(try await fixture.holds("SELECT 1 FROM app_refund WHERE bill_id = \(bill.id)"))
      #expect(try await fixture.store.dependents(of: [bill.id]).rows.contains { $0.table == "app_refund" })
    },

    StoreRule("In a web of tables that all refer to each other, each is looked at once") { fixture in
      try await fixture.addWeb(19)
      let ids = try await fixture.fire(2)
      for id in ids {
        for table in 0..<19 {
          let values = Array(repeating: "\(id)", count: table + 2).joined(separator: ", ")
          try await fixture.execute("INSERT INTO web_\(table) VALUES (\(values))")
        }
      }
      #expect(try await fixture.store.dependents(of: [ids[0]]).rows.map(\.count) == Array(repeating: 1, count: 19))
      let deletion = try await fixture.apply(.delete, [try await fixture.record(ids[0])])
      #expect(deletion.done.count == 1)
      #expect(try await fixture.undo(deletion).done.count == 1)
      #expect(try await fixture.store.dependents(of: ids).rows.map(\.count) == Array(repeating: 2, count: 19))
    },

    StoreRule("A thousand are deleted in one action, given up, succeeded and waiting alike") { fixture in
      let ids = try await fixture.fire(1_000)
      let started = try await fixture.begin(limit: 500)
      _ = try await fixture.store.finish(started.map { Finish.success($0, results: ["r"]) })
      let records = try await fixture.store.records(ids: ids)
      #expect(try await fixture.apply(.delete, records).done.count == 1_000)
      #expect(try await fixture.store.records(ids: ids).isEmpty)
    },
  ]
}

extension StoreFixture {
  /// A table whose rows may refer to triggers, as Django makes it for nullable foreign keys whatever their on_delete.
  func addMemos() async throws {
    try await execute(
      """
      CREATE TABLE billing_memo (id integer PRIMARY KEY,
        trigger_id integer NULL REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED,
        other_id integer NULL REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED)
      """)
  }

  func addMemo(_ id: Int, trigger: TriggerID, other: TriggerID) async throws {
    try await execute("INSERT INTO billing_memo VALUES (\(id), \(trigger), \(other))")
  }

  /// Whether the memo is there and meets a condition: only then its new key is taken.
  func hasMemo(_ id: Int, _ condition: String) async -> Bool {
    do {
      try await execute("UPDATE billing_memo SET id = -\(id) WHERE id = \(id) AND \(condition)")
      try await execute("INSERT INTO billing_memo (id) VALUES (-\(id))")
      return false
    } catch {
      return true
    }
  }

  /// Makes a row's two columns together be referred to, which keeps its trigger: no key of one column tells of it.
  func bind(_ id: TriggerID) async throws {
    try await execute(
      """
      CREATE UNIQUE INDEX bill_pair ON billing_paybill (trigger_ptr_id, amount);
      CREATE TABLE billing_pair (bill integer NOT NULL, amount integer NOT NULL,
        FOREIGN KEY (bill, amount) REFERENCES billing_paybill (trigger_ptr_id, amount) DEFERRABLE INITIALLY DEFERRED);
      INSERT INTO billing_pair VALUES (\(id), 5);
      """)
  }

  /// Data of triggers that refer to data of triggers of the same type.
  func addNodes() async throws {
    try await execute(
      """
      CREATE TABLE app_node (trigger_ptr_id integer PRIMARY KEY
          REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED,
        parent_id integer NULL REFERENCES app_node (trigger_ptr_id) DEFERRABLE INITIALLY DEFERRED)
      """)
  }

  /// Data of triggers that can't be without data of triggers of another type.
  func addRefunds() async throws {
    try await execute(
      """
      CREATE TABLE app_refund (trigger_ptr_id integer PRIMARY KEY
          REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED,
        bill_id integer NOT NULL REFERENCES billing_paybill (trigger_ptr_id) DEFERRABLE INITIALLY DEFERRED)
      """)
  }

  /// Tables of which each refers to the trigger and to all before it: `web_0 (id, trigger_id)`, `web_1 (id, trigger_id,
  /// web_0)` and so on.
  func addWeb(_ count: Int) async throws {
    for table in 0..<count {
      let others = (0..<table).map {
        ", w\($0) integer NOT NULL REFERENCES web_\($0) (id) DEFERRABLE INITIALLY DEFERRED"
      }
      try await execute(
        """
        CREATE TABLE web_\(table) (id integer PRIMARY KEY, trigger_id integer NOT NULL
          REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED\(others.joined()))
        """)
    }
  }

  /// Whether a query finds anything.
  func holds(_ query: String) async throws -> Bool {
    try await execute(
      """
      CREATE TABLE IF NOT EXISTS proof (id integer PRIMARY KEY);
      DELETE FROM proof;
      INSERT INTO proof SELECT 1 WHERE EXISTS (\(query));
      """)
    do {
      try await execute("INSERT INTO proof VALUES (1)")
      return false
    } catch {
      return true
    }
  }

  /// A table that refers to the child table.
  func addLines() async throws {
    try await execute(
      """
      CREATE TABLE billing_line (id integer PRIMARY KEY, bill_id integer NOT NULL
        REFERENCES billing_paybill (trigger_ptr_id) DEFERRABLE INITIALLY DEFERRED)
      """)
  }
}
