import Testing
import TriggerCore

extension StoreRule {
  static let reading = [
    StoreRule("Of several tables with a row of a trigger, the one with Django's key holds its data") { fixture in
      try await fixture.execute(
        """
        CREATE TABLE audit_note (
          trigger_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), note varchar(9) NOT NULL);
        """)
      let bill = try await fixture.bill()
      try await fixture.execute("INSERT INTO audit_note VALUES (\(bill.row.id), 'seen')")
      let seen = try await fixture.seen(bill.row.id)
      #expect(seen.data == bill.data && seen.dataTable == "billing_paybill")
      #expect(try await fixture.begin().map(\.data) == [bill.data])
    },

    StoreRule("Where nothing tells which of several tables is a type's own, they are named and no handler runs") {
      fixture in
      try await fixture.execute(
        """
        CREATE TABLE app_one (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), a integer);
        CREATE TABLE app_two (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), b integer);
        """)
      let id = try await fixture.fire(type: "both")[0]
      try await fixture.execute("INSERT INTO app_one VALUES (\(id), 1)")
      try await fixture.execute("INSERT INTO app_two VALUES (\(id), 2)")
      try await fixture.expectUnreadable(id, naming: ["app_one or app_two", "TYPE_TO_TABLE"])
      let mapped = try await fixture.mapping(["both": [OwnTable("app_two")]])
      #expect(try await mapped.seen(id).data == TriggerData(fields: [.init("b", .integer(2))]))
    },

    StoreRule("A reference that is unique and never null leads to data, though it is not the key") { fixture in
      try await fixture.execute(
        """
        CREATE TABLE app_x (
          ident varchar(9) PRIMARY KEY, trigger_id integer NOT NULL UNIQUE REFERENCES djtriggers_trigger (id),
          amount integer NOT NULL);
        CREATE TABLE app_log (
          ident varchar(9) PRIMARY KEY, trigger_id integer NOT NULL REFERENCES djtriggers_trigger (id));
        """)
      let ids = try await fixture.fire(2, type: "x")
      try await fixture.execute("INSERT INTO app_x VALUES ('one', \(ids[0]), 5)")
      try await fixture.execute("INSERT INTO app_log VALUES ('two', \(ids[1]))")
      let data = TriggerData(fields: [.init("ident", .text("one")), .init("amount", .integer(5))])
      let started = try await fixture.begin("x")
      #expect(started.map(\.data) == [data, nil] && started.allSatisfy { $0.dataProblem == nil })
      try await fixture.store.release(started.map(\.claim), hold: nil, now: .noon)
      #expect(try await fixture.edit(try await fixture.seen(ids[0]), [.init("amount", .text("6"))]) == .done)
      #expect(try await fixture.seen(ids[0]).data?["amount"] == .integer(6))
    },

    StoreRule("A table that is made while the store is at work is read from its first row on") { fixture in
      let early = try await fixture.begun(type: "fresh")
      #expect(early.data == nil && early.dataProblem == nil)
      #expect(try await fixture.seen(early.record.id).data == nil)
      let id = try await fixture.fire(type: "fresh")[0]
      try await fixture.execute(
        """
        CREATE TABLE app_fresh (
          trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), amount integer NOT NULL);
        INSERT INTO app_fresh VALUES (\(id), 5);
        """)
      let data = TriggerData(fields: [.init("amount", .integer(5))])
      #expect(try await fixture.begin("fresh").map(\.data) == [data])
      try await fixture.execute(
        """
        CREATE TABLE app_fresher (
          fresh_ptr_id integer PRIMARY KEY REFERENCES app_fresh (trigger_ptr_id), size integer NOT NULL);
        INSERT INTO app_fresher VALUES (\(id), 7);
        """)
      #expect(try await fixture.seen(id).data?.fields == data.fields + [.init("size", .integer(7))])
      try await fixture.execute("ALTER TABLE app_fresher ADD COLUMN late integer")
      #expect(try await fixture.seen(id).data?["late"] == .null)
      try await fixture.execute("DROP TABLE app_fresher")
      #expect(try await fixture.seen(id).data == data)
      let ids = try await fixture.store.fire([NewTrigger(type: "f", data: data, table: "app_fresh")], now: .noon)
      #expect(try await fixture.seen(ids[0]).dataTable == "app_fresh")
    },

    StoreRule("JSON that can't be given out as it is stored is named, and handed to no handler") { fixture in
      try await fixture.execute(
        "CREATE TABLE app_deep (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), doc json)")
      let nested = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
      for (number, doc) in [nested, #""half \ud83e""#].enumerated() {
        let id = try await fixture.fire(type: "deep\(number)")[0]
        try await fixture.execute("INSERT INTO app_deep VALUES (\(id), '\(doc)')")
        try await fixture.expectUnreadable(id, naming: ["doc of app_deep"])
        let payload = TriggerData(fields: [.init("a", .integer(1))])
        let letter = try await fixture.store.fire([NewTrigger(type: "letter\(number)", data: payload)], now: .noon)[0]
        try await fixture.execute("UPDATE triggertop_payload SET data = '{\"b\": \(doc)}' WHERE trigger_id = \(letter)")
        try await fixture.expectUnreadable(letter, naming: ["b of the payload"])
      }
      let fine = try await fixture.fire(type: "deep0")[0]
      let doc = String(repeating: "[", count: 400) + String(repeating: "]", count: 400)
      try await fixture.execute("INSERT INTO app_deep VALUES (\(fine), '\(doc)')")
      let started = try await fixture.begin("deep0")
      #expect(started.filter { $0.dataProblem == nil }.map(\.record.id) == [fine])
      #expect(started.first { $0.record.id == fine }?.data?["doc"]?.json == doc)
    },

    StoreRule("Texts that look alike are told apart: an edit from one to the other is one") { fixture in
      let bill = try await fixture.bill()
      for text in ["caf\u{E9}", "cafe\u{301}", "caf\u{E9}"] {
        let seen = try await fixture.seen(bill.row.id)
        #expect(try await fixture.edit(seen, [.init("recipient", .text(text))]) == .done)
        #expect(try await fixture.seen(bill.row.id).data?["recipient"] == .text(text))
      }
      let fired = try await fixture.store.fire(
        [NewTrigger(type: "caf\u{E9}"), NewTrigger(type: "cafe\u{301}")], now: .noon)
      #expect(try await fixture.begin("caf\u{E9}").map(\.record.id) == [fired[0]])
      #expect(try await fixture.begin("cafe\u{301}").map(\.record.id) == [fired[1]])
    },

    StoreRule("A type's table is that of its triggers, else the one that Django would call so, if the map says nothing")
    {
      fixture in
      try await fixture.execute(
        "CREATE TABLE app_meal (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), egg integer)")
      #expect(try await fixture.store.table(ofType: "pay_bill") == "billing_paybill")
      #expect(try await fixture.store.table(ofType: "bill") == nil)
      #expect(try await fixture.store.table(ofType: "breakfast") == nil)
      let egg = TriggerData(fields: [.init("egg", .integer(1))])
      try await fixture.store.fire([NewTrigger(type: "breakfast", data: egg, table: "app_meal")], now: .noon)
      #expect(try await fixture.store.table(ofType: "breakfast") == "app_meal")
      try await fixture.store.fire([NewTrigger(type: "pay_bill", data: egg, table: "app_meal")], now: .noon)
      #expect(try await fixture.store.table(ofType: "pay_bill") == "app_meal")
      _ = try await fixture.store.fire([NewTrigger(type: "meal", data: egg)], now: .noon)
      #expect(try await fixture.store.table(ofType: "meal") == nil)
      let mapped = try await fixture.mapping(["breakfast": []])
      #expect(try await mapped.store.table(ofType: "breakfast") == nil)
      try await fixture.execute(
        "CREATE TABLE shop_late (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id))")
      #expect(try await fixture.store.table(ofType: "late") == "shop_late")
      try await fixture.execute(
        "CREATE TABLE app_late (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id))")
      await refuses { try await fixture.store.table(ofType: "late") }
    },
  ]
}

extension StoreFixture {
  /// Expects that a due trigger's data can't be read, and that everybody who would have it is told why.
  fileprivate func expectUnreadable(
    _ id: TriggerID, naming parts: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let detail = try await seen(id)
    #expect(detail.data == nil, sourceLocation: sourceLocation)
    let claims = try await claim(detail.row.record.type)
    let started = try #require(try await store.recheck(claims, now: .noon).first)
    #expect(started.data == nil, sourceLocation: sourceLocation)
    try await store.release(claims, hold: nil, now: .noon)
    for part in parts {
      #expect(detail.dataProblem?.contains(part) == true, "\(detail.dataProblem ?? "")", sourceLocation: sourceLocation)
      #expect(started.dataProblem?.description.contains(part) == true, sourceLocation: sourceLocation)
    }
    await #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try await store.data(of: [id]) }
    let edit = DataEdit(Target(detail.row.record), seen: TriggerData(), changes: [.init("a", .integer(1))])
    await #expect(throws: StoreError.self, sourceLocation: sourceLocation) {
      try await editing.edit(edit, by: .anna, now: .noon)
    }
  }
}
