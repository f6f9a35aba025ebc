import Testing
import TriggerCore

extension StoreRule {
  static let editing = [
    StoreRule("An edit writes the fields it names into the type's own row, as their columns' types") { fixture in
      let bill = try await fixture.bill()
      #expect(try await fixture.edit(bill, [.init("amount", .text("-70")), .init("recipient", .text("請"))]) == .done)
      let detail = try await fixture.seen(bill.row.id)
      #expect(detail.data == TriggerData(fields: [.init("amount", .integer(-70)), .init("recipient", .text("請"))]))
      #expect(detail.row.record == bill.row.record)
    },

    StoreRule("Data or rows that are not as the operator saw them are left alone") { fixture in
      let bill = try await fixture.bill()
      let change = [TriggerData.Field("amount", .integer(6))]
      try await fixture.execute("UPDATE billing_paybill SET recipient = '8' WHERE trigger_ptr_id = \(bill.row.id)")
      #expect(try await fixture.edit(bill, change) == .changed)
      var moved = try await fixture.seen(bill.row.id)
      try await fixture.execute("UPDATE djtriggers_trigger SET number_of_tries = 1 WHERE id = \(bill.row.id)")
      #expect(try await fixture.edit(moved, change) == .changed)
      moved = try await fixture.seen(bill.row.id)
      #expect(try await fixture.edit(moved, [.init("amount", .text("5"))]).word == "refused")
      #expect(try await fixture.edit(moved, []).word == "refused")
      try await fixture.delete(bill.row.id)
      #expect(try await fixture.edit(moved, change) == .missing)
      try await fixture.insert(
        TriggerRecord(id: bill.row.id, type: "pay_bill", source: nil, received: .noon + .seconds(1)))
      #expect(try await fixture.edit(moved, change) == .missing)
    },

    StoreRule("What runs is not edited; a lease that ran out keeps nobody out") { fixture in
      let bill = try await fixture.bill()
      let change = [TriggerData.Field("amount", .integer(6))]
      for claim in try await fixture.claim() { #expect(try await fixture.store.start(claim, now: .noon)) }
      guard case .running(let mark) = try await fixture.edit(bill, change) else {
        Issue.record("was edited while it ran")
        return
      }
      #expect(mark.started == .noon)
      #expect(try await fixture.edit(bill, change, now: .noon + .minutes(2)) == .done)
    },

    StoreRule("Of two operators who saw the same data one edits it, and the other is told it changed") { fixture in
      let bill = try await fixture.bill()
      let editing = try fixture.editing
      let other = try #require(try await fixture.another() as? any TriggerEditing)
      let target = Target(bill.row.record)
      let data = try #require(bill.data)
      let first = DataEdit(target, seen: data, changes: [.init("amount", .integer(6))])
      let second = DataEdit(target, seen: data, changes: [.init("amount", .integer(7))])
      async let one = editing.edit(first, by: .anna, now: .noon)
      async let two = other.edit(second, by: .anna, now: .noon)
      #expect(try await Set([one, two]) == [.done, .changed])
    },

    StoreRule("An edit stands in the journal with the data before and after, by which it can be taken back") {
      fixture in
      let bill = try await fixture.bill()
      let change = TriggerData.Field("amount", .integer(6))
      #expect(try await fixture.edit(bill, [change]) == .done)
      let edited = try await fixture.seen(bill.row.id)
      let action = try #require(edited.actions.first)
      #expect(action.verb == "edit" && action.by == .anna && action.at == .noon)
      #expect(action.before == nil && action.after == nil)
      #expect(action.dataBefore.map { Set($0.fields) } == bill.data.map { Set($0.fields) })
      #expect(action.dataAfter.map { Set($0.fields) } == edited.data.map { Set($0.fields) })
      #expect(try await fixture.edit(edited, action.dataBefore?.fields ?? []) == .done)
      let back = try await fixture.seen(bill.row.id)
      #expect(back.data == bill.data)
      #expect(back.actions.map(\.verb) == ["edit", "edit"])
    },

    StoreRule("Own rows are edited without side tables too, and what the database refuses changes nothing") { fixture in
      let django = try await fixture.django()
      try await django.execute(
        """
        CREATE TABLE limited (trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id),
          amount integer NOT NULL CHECK (amount < 10))
        """)
      let limited = NewTrigger(
        type: "limited", data: TriggerData(fields: [.init("amount", .integer(5))]), table: "limited")
      let id = try await django.store.fire([limited], now: .noon)[0]
      let seen = try await django.seen(id)
      await refuses { try await django.edit(seen, [.init("amount", .integer(10))]) }
      #expect(try await django.seen(id).data == seen.data)
      #expect(try await django.edit(seen, [.init("amount", .integer(9))]) == .done)
      #expect(try await django.seen(id).data?["amount"] == .integer(9))
    },
  ]
}
