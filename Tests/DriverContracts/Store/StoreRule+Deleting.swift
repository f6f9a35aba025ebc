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
      #expect(try await fixture.store.dependents(of: ids).rows.isEmpty)
      #expect(try await fixture.apply(.delete, [try await fixture.record(ids[0])]).done.count == 1)
      #expect(await fixture.hasMemo(1, "trigger_id IS NULL AND other_id = \(ids[1])"))
      #expect(await fixture.hasMemo(2, "trigger_id = \(ids[1]) AND other_id IS NULL"))
      #expect(await fixture.hasMemo(3, "trigger_id = \(ids[1]) AND other_id = \(ids[1])"))
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

  /// A table that refers to the child table.
  func addLines() async throws {
    try await execute(
      """
      CREATE TABLE billing_line (id integer PRIMARY KEY, bill_id integer NOT NULL
        REFERENCES billing_paybill (trigger_ptr_id) DEFERRABLE INITIALLY DEFERRED)
      """)
  }
}
