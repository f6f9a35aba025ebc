import Testing
import TriggerCore

extension StoreRule {
  static let firing = [
    StoreRule("A fired trigger is unprocessed, untried and received now") { fixture in
      let later = Instant.noon + .hours(8)
      let record = try await fixture.fired(source: ["invoice", 4411], after: later)
      #expect(record.type == "pay_bill")
      #expect(record.source?.text == "invoice$4411")
      #expect(record.received == .noon)
      #expect(record.progress == Progress(after: later))
    },

    StoreRule("Ids come in the order given, for one, a thousand and none") { fixture in
      #expect(try await fixture.store.fire([], now: .noon) == [])
      #expect(try await fixture.fire(1).count == 1)
      let triggers = (0..<1_000).map { NewTrigger(type: "t\($0)") }
      let ids = try await fixture.store.fire(triggers, now: .noon)
      #expect(ids.count == 1_000)
      #expect(ids == ids.sorted())
      #expect(try await fixture.store.records(ids: ids).map(\.type) == triggers.map(\.type))
    },

    StoreRule("Calls at the same time each get the ids of their own triggers, in the order given") { fixture in
      let store = fixture.store
      let fired = try await withThrowingTaskGroup(of: [TriggerID: String].self) { group in
        for call in 0..<40 {
          group.addTask {
            let types = (0..<call % 3 + 1).map { "t\(call).\($0)" }
            let data = call % 5 == 0 ? TriggerData(fields: [.init("call", .text("\(call)"))]) : nil
            let ids = try await store.fire(types.map { NewTrigger(type: $0, data: data) }, now: .noon)
            #expect(ids == ids.sorted())
            return Dictionary(uniqueKeysWithValues: zip(ids, types))
          }
        }
        return try await group.reduce(into: [TriggerID: String]()) { all, own in all.merge(own) { first, _ in first } }
      }
      #expect(fired.count == 79)
      let stored = try await store.records(ids: Array(fired.keys)).map { ($0.id, $0.type) }
      #expect(Dictionary(uniqueKeysWithValues: stored) == fired)
      let withData = try #require(fired.first { $0.value == "t35.1" })
      #expect(try await store.detail(of: withData.key, now: .noon)?.data?["call"] == .text("35"))
    },

    StoreRule("Without a time of ours the database's clock says when it was received") { fixture in
      let before = try await fixture.store.facts().clock
      let id = try #require(try await fixture.store.fire([NewTrigger(type: "pay_bill")], now: nil).first)
      let record = try await fixture.record(id)
      #expect(record.received >= before)
      #expect(try await fixture.store.facts().clock >= record.received)
    },

    StoreRule("Text of any script comes back letter by letter") { fixture in
      let texts = ["請求書", "🧾👩‍👩‍👧", "e\u{301}", "é", "\u{202E}evil", "שלום", "a'b\"c;--", "tab\tline\n", " "]
      for text in texts {
        let record = try await fixture.fired(type: text, source: Source(stored: text))
        #expect(record.type.unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(record.source.map { Array($0.text.unicodeScalars) } == Array(text.unicodeScalars))
      }
    },

    StoreRule("Widths are counted in characters, and what is too wide is refused with nothing fired") { fixture in
      _ = try await fixture.fired(
        type: String(repeating: "請", count: 50), source: Source(stored: String(repeating: "é", count: 150)))
      await refuses { try await fixture.fire(type: String(repeating: "請", count: 51)) }
      await refuses { try await fixture.fire(source: Source(stored: String(repeating: "s", count: 151))) }
      await refuses {
        try await fixture.store.fire([NewTrigger(type: "fine"), NewTrigger(type: "")], now: .noon)
      }
      #expect(try await fixture.claim("fine").isEmpty)
    },

    StoreRule("NUL is refused wherever it stands") { fixture async throws in
      await refuses { try await fixture.fire(type: "a\0b") }
      await refuses { try await fixture.fire(source: "a\0b") }
      await refuses {
        let data = TriggerData(fields: [.init("note", .array([.text("a\0b")]))])
        return try await fixture.store.fire([NewTrigger(type: "pay_bill", data: data)], now: .noon)
      }
    },

    StoreRule("A source part with $ in it is refused") { fixture async throws in
      await refuses { try await fixture.fire(source: ["in$voice", 1]) }
    },

    StoreRule("Infinite times come back as such") { fixture async throws in
      #expect(try await fixture.fired(after: .infinity).after == .infinity)
      #expect(try await fixture.fired(after: .negativeInfinity).after == .negativeInfinity)
    },

    StoreRule("Times keep their microseconds, also before 2000 and in the far future") { fixture in
      for text in [
        "2026-11-23T10:00:00.000001Z", "2026-11-23T10:00:00.999999Z", "1969-12-31T23:59:59.500000Z",
        "1066-10-14T09:00:00Z", "9999-12-31T23:59:59Z",
      ] {
        let instant = try #require(Instant(iso8601: text))
        #expect(try await fixture.fired(after: instant).after == instant)
      }
    },

    StoreRule("Data goes to the type's own table, or to the payload where it has none") { fixture in
      let bill = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7 é 請"))])
      let letter = TriggerData(fields: [
        .init("to", .text("Zoë \"Q\"\n")), .init("copies", .integer(.max)), .init("price", .decimal("12.50")),
        .init("urgent", .bool(true)), .init("note", .null),
        .init("pages", .array([.integer(1), .object([.init("n", .integer(2))])])),
      ])
      let ids = try await fixture.store.fire(
        [
          NewTrigger(type: "pay_bill", data: bill, table: "billing_paybill"), NewTrigger(type: "letter", data: letter),
          NewTrigger(type: "breakfast"),
        ], now: .noon)
      let details = try await [
        fixture.store.detail(of: ids[0], now: .noon), fixture.store.detail(of: ids[1], now: .noon),
        fixture.store.detail(of: ids[2], now: .noon),
      ]
      #expect(details.map { $0?.data } == [bill, letter, nil])
      #expect(details.map { $0?.dataTable } == ["billing_paybill", nil, nil])
    },

    StoreRule("A table or column that does not exist is refused with nothing fired") { fixture async throws in
      let data = TriggerData(fields: [.init("amount", .integer(5)), .init("colour", .text("red"))])
      await refuses {
        try await fixture.store.fire([NewTrigger(type: "pay_bill", data: data, table: "billing_paybill")], now: .noon)
      }
      await refuses {
        try await fixture.store.fire([NewTrigger(type: "pay_bill", data: data, table: "no\"such")], now: .noon)
      }
      #expect(try await fixture.claim().isEmpty)
    },
  ]
}

/// Expects `StoreError.refused`, with a sentence.
func refuses(sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any) async {
  do {
    _ = try await body()
    Issue.record("was not refused", sourceLocation: sourceLocation)
  } catch StoreError.refused(let sentence) {
    #expect(sentence.hasSuffix("."), sourceLocation: sourceLocation)
  } catch {
    Issue.record("threw \(error) instead of a refusal", sourceLocation: sourceLocation)
  }
}
