import Testing
import TriggerCore

extension StoreRule {
  static let mapping = [
    StoreRule("A table that only the map names is read, edited, counted, deleted and brought back") { fixture in
      try await fixture.execute(
        """
        CREATE TABLE "odd ""table" (id integer PRIMARY KEY, "the ""id" integer NOT NULL, amount integer NOT NULL)
        """)
      let mapped = try await fixture.mapping(["odd": [OwnTable("odd \"table", idColumn: "the \"id")]])
      let odd = try await mapped.fire(type: "odd")[0]
      let other = try await mapped.fire(type: "other")[0]
      #expect(try await mapped.seen(odd).data == nil)
      try await fixture.execute("INSERT INTO \"odd \"\"table\" VALUES (70, \(odd), 5), (71, \(other), 6)")
      let seen = try await mapped.seen(odd)
      let data = TriggerData(fields: [.init("id", .integer(70)), .init("amount", .integer(5))])
      #expect(seen.data == data && seen.dataTable == "odd \"table" && seen.dataProblem == nil)
      #expect(try await mapped.seen(other).data == nil)
      let started = try await mapped.begin("odd")
      #expect(started.map(\.data) == [data])
      try await mapped.store.release(started.map(\.claim), hold: nil, now: .noon)
      #expect(try await mapped.edit(seen, [.init("amount", .text("6"))]) == .done)
      #expect(try await mapped.seen(odd).data?["amount"] == .integer(6))
      let rows = try await mapped.store.dependents(of: [odd, other]).rows
      #expect(rows.filter { $0.table == "odd \"table" } == [.init(table: "odd \"table", count: 1)])
      let before = try await mapped.seen(odd)
      let deletion = try await mapped.apply(.delete, [before.row.record])
      #expect(deletion.done.count == 1)
      // A key that is still there can't be given again.
      try await fixture.execute("INSERT INTO \"odd \"\"table\" VALUES (70, 1, 1)")
      try await fixture.execute("DELETE FROM \"odd \"\"table\" WHERE id = 70")
      #expect(try await mapped.undo(deletion).done.count == 1)
      #expect(try await mapped.seen(odd).data == before.data)
    },

    StoreRule(
      "Where several tables have a row of a trigger, the map decides; without one the deepest, with its parents"
    ) { fixture in
      try await fixture.addInheritance()
      let id = try await fixture.fire(type: "derived")[0]
      try await fixture.execute(
        """
        INSERT INTO billing_paybill VALUES (\(id), 5, '7');
        INSERT INTO app_base VALUES (\(id), 'n');
        INSERT INTO app_derived VALUES (\(id), 9);
        """)
      let both = TriggerData(fields: [.init("name", .text("n")), .init("size", .integer(9))])
      let bill = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
      for (map, data, table) in [
        ([:], both, "app_base, app_derived"), (["derived": [OwnTable("billing_paybill")]], bill, "billing_paybill"),
        (["derived": [OwnTable("app_derived", idColumn: "app_base_ptr_id")]], both, "app_base, app_derived"),
        (["derived": [OwnTable("app_base")]], both, "app_base, app_derived"),
        (["other": []], both, "app_base, app_derived"),
      ] {
        let seen = try await fixture.mapping(map).seen(id)
        #expect(seen.data == data && seen.dataTable == table, "\(map)")
      }
      #expect(try await fixture.mapping(["derived": []]).seen(id).data == nil)
    },

    StoreRule("What is inherited over two levels is handed to handlers, edited and taken back as one") { fixture in
      try await fixture.addInheritance()
      let data = TriggerData(fields: [.init("name", .text("n")), .init("size", .integer(9))])
      let new = NewTrigger(type: "derived", data: data, table: "app_derived")
      let seen = try await fixture.seen(try await fixture.store.fire([new], now: .noon)[0])
      #expect(seen.data == data && seen.dataTable == "app_base, app_derived")
      #expect(try await fixture.edit(seen, [.init("size", .text("10")), .init("name", .text("m"))]) == .done)
      let edited = TriggerData(fields: [.init("name", .text("m")), .init("size", .integer(10))])
      let started = try await fixture.begin("derived")
      #expect(started.map(\.data) == [edited])
      try await fixture.store.release(started.map(\.claim), hold: nil, now: .noon)
      #expect(try await fixture.undoLast().done.count == 1)
      #expect(try await fixture.seen(seen.row.id).data == data)
    },

    StoreRule("Several rows of a mapped table are one field, which is only shown") { fixture in
      try await fixture.execute("CREATE TABLE app_log (owner integer NOT NULL, line integer NOT NULL)")
      let mapped = try await fixture.mapping([
        "pay_bill": [OwnTable("billing_paybill"), OwnTable("app_log", idColumn: "owner")]
      ])
      let bill = try await mapped.bill()
      try await fixture.execute("INSERT INTO app_log VALUES (\(bill.row.id), 1), (\(bill.row.id), 1)")
      let seen = try await mapped.seen(bill.row.id)
      let line = DataValue.object([.init("line", .integer(1))])
      #expect(seen.data?.fields == (bill.data?.fields ?? []) + [.init("app_log", .array([line, line]))])
      await refuses { try await mapped.edit(seen, [.init("app_log", .text("[]"))]) }
      #expect(try await mapped.edit(seen, [.init("amount", .text("6"))]) == .done)
      #expect(try await mapped.seen(bill.row.id).data?["app_log"] == .array([line, line]))
    },

    StoreRule("A column of the map that holds no integers is refused by one sentence, to be read and to be cleaned by")
    {
      fixture in
      try await fixture.execute(
        "CREATE TABLE app_odd (word varchar(9), price numeric(12, 2), size real, day date, flag boolean, note text)")
      let id = try await fixture.fire()[0]
      for column in ["word", "price", "size", "day", "flag", "note"] {
        let map = ["pay_bill": [OwnTable("app_odd", idColumn: column)]]
        let sentence =
          "The column \(column) of app_odd holds no ids of triggers, which are integers; correct TYPE_TO_TABLE."
        #expect(try await fixture.mapping(map).seen(id).dataProblem?.contains(sentence) == true, "\(column)")
        await #expect(throws: StoreError.refused(sentence)) { try await fixture.cleaning.check(map) }
      }
    },

    StoreRule("A table or column of the map that does not exist is told in place of the data") {
      fixture in
      let id = try await fixture.fire()[0]
      for table in [OwnTable("no_such_table"), OwnTable("billing_paybill", idColumn: "id")] {
        let mapped = try await fixture.mapping(["pay_bill": [table]])
        let problem = try #require(try await mapped.seen(id).dataProblem)
        #expect(problem.contains("TYPE_TO_TABLE") && problem.contains(table.name))
        let claims = try await mapped.claim()
        guard case .refused? = try await mapped.store.recheck(claims, now: .noon).first?.dataProblem else {
          Issue.record("started without its data")
          return
        }
        try await mapped.store.release(claims, hold: nil, now: .noon)
        await refuses { try await mapped.fire() }
      }
      #expect(try await fixture.begin().count == 1)
    },

    StoreRule("A trigger of a mapped type gets its rows when it is fired, and what they need is named") { fixture in
      try await fixture.addInheritance()
      try await fixture.execute(
        "CREATE TABLE app_empty (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id))")
      let mapped = try await fixture.mapping([
        "pay_bill": [OwnTable("billing_paybill")], "empty": [OwnTable("app_empty")],
        "derived": [OwnTable("app_derived", idColumn: "app_base_ptr_id")],
      ])
      let empty = try await mapped.fire(type: "empty")[0]
      #expect(try await mapped.seen(empty).dataTable == "app_empty")
      #expect(try await mapped.store.dependents(of: [empty]).rows.map(\.table) == ["app_empty"])
      let data = TriggerData(fields: [.init("size", .integer(1)), .init("name", .text("n"))])
      let derived = try await mapped.store.fire([NewTrigger(type: "derived", data: data)], now: .noon)[0]
      #expect(try await mapped.seen(derived).dataTable == "app_base, app_derived")
      do {
        try await mapped.fire()
        Issue.record("was fired without its row")
      } catch StoreError.refused(let sentence) {
        #expect(sentence.contains("amount, recipient") && sentence.contains("billing_paybill"), "\(sentence)")
      }
      await refuses {
        try await mapped.store.fire(
          [NewTrigger(type: "pay_bill", data: TriggerData(fields: [.init("amout", .integer(1))]))], now: .noon)
      }
    },
  ]
}

extension StoreFixture {
  /// `app_derived` inherits from `app_base`, which is a child of the trigger.
  func addInheritance() async throws {
    try await execute(
      """
      CREATE TABLE app_base (
        trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), name varchar(5) NOT NULL);
      CREATE TABLE app_derived (
        app_base_ptr_id integer PRIMARY KEY REFERENCES app_base (trigger_ptr_id), size integer NOT NULL)
      """)
    // The catalog is read anew.
    _ = try await store.facts()
  }
}
