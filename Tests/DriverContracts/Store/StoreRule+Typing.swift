import Foundation
import Testing
import TriggerCore

extension StoreRule {
  /// What a field takes: values as they are typed, or as a Swift type holds them.
  static let typing = [
    StoreRule("Every type of column that Django makes is read from what was typed, and refused by name otherwise") {
      fixture in
      try await fixture.addWideTable()
      let given: [(String, DataValue)] = [
        ("flag", .bool(true)), ("big", .integer(1)), ("price", .text("1.25")), ("ratio", .decimal("0.5")),
        ("name", .text("x")), ("at", .instant(.noon)), ("day", .text("2026-02-28")), ("note", .null),
      ]
      let data = TriggerData(fields: given.map { TriggerData.Field($0, $1) })
      let id = try await fixture.store.fire([NewTrigger(type: "wide", data: data, table: "wide")], now: .noon)[0]
      let accepted: [(String, String, DataValue)] = [
        ("flag", "false", .bool(false)), ("big", "9223372036854775807", .integer(.max)),
        ("price", "-99.75", .decimal("-99.75")), ("ratio", "0.25", .decimal("0.25")),
        ("name", "日本日本日", .text("日本日本日")), ("at", "2026-11-24T09:00:00Z", .instant(.noon + .hours(21))),
        ("day", "2028-02-29", .text("2028-02-29")), ("note", "", .text("")),
      ]
      for (name, typed, value) in accepted {
        #expect(try await fixture.edit(fixture.seen(id), [.init(name, .text(typed))]) == .done, "\(name)")
        #expect(try await fixture.seen(id).data?[name] == value, "\(name)")
      }
      let refused: [(String, DataValue, String)] = [
        ("flag", .text("maybe"), "true or false"), ("big", .text("9223372036854775808"), "whole number"),
        ("big", .text("1.5"), "whole number"), ("big", .text(""), "whole number"), ("big", .null, "without a value"),
        ("price", .text("1.255"), "2 behind the point"), ("price", .text("1000"), "3 digits before"),
        ("ratio", .text("half"), "a number"), ("name", .text("日本日本日本"), "at most 5 characters"),
        ("name", .integer(5), "text"), ("name", .text("a\0b"), "NUL"), ("at", .text("tomorrow"), "a time"),
        ("day", .text("2027-02-29"), "a date"), ("trigger_ptr_id", .text("5"), "no field"), ("none", .null, "no field"),
      ]
      let seen = try await fixture.seen(id)
      for (name, value, part) in refused {
        do {
          _ = try await fixture.edit(seen, [.init("note", .text("unwritten")), .init(name, value)])
          Issue.record("\(name) took \(value)")
        } catch StoreError.refused(let sentence) {
          #expect(sentence.contains(" \(name) ") && sentence.contains(part) && sentence.hasSuffix("."), "\(sentence)")
        }
      }
      #expect(try await fixture.seen(id) == seen)
      #expect(try await fixture.edit(seen, [.init("note", .null)]) == .done)
      #expect(try await fixture.seen(id).data?["note"] == .null)
    },

    StoreRule(
      "What a Swift type saves goes into a payload as it is, new fields too, and undoing takes them away"
    ) {
      fixture in
      let data = TriggerData(fields: [.init("note", .null), .init("amount", .integer(5))])
      let id = try await fixture.store.fire([NewTrigger(type: "note", data: data)], now: .noon)[0]
      let seen = try await fixture.seen(id)
      let changes: [TriggerData.Field] = [.init("note", .text("5")), .init("extra", .text("x"))]
      let edit = DataEdit(Target(seen.row.record), seen: data, changes: changes, isFromSwift: true)
      #expect(try await fixture.editing.edit(edit, by: .anna, now: .noon) == .done)
      let saved = TriggerData(fields: [
        .init("note", .text("5")), .init("amount", .integer(5)), .init("extra", .text("x")),
      ])
      #expect(try await fixture.seen(id).data == saved)
      var hostile = DataEdit(Target(seen.row.record), seen: saved, changes: [.init("note", .text("a\0b"))])
      hostile.isFromSwift = true
      await #expect(throws: StoreError.self) { try await fixture.editing.edit(hostile, by: .anna, now: .noon) }
      guard let journal = fixture.store as? any TriggerJournal,
        let action = try await journal.actions(limit: 1).first
      else { return }
      let targets = try await journal.changes(of: action.id).map(\.target)
      _ = try await fixture.store.apply(.undo(action.id), to: targets, by: .anna, now: .noon)
      #expect(try await fixture.seen(id).data == data)
    },

    StoreRule("A payload's fields keep their types and their order; what holds nothing yet takes any JSON") { fixture in
      let data = TriggerData(fields: [
        .init("z", .integer(1)), .init("a", .text("x")), .init("flag", .bool(true)), .init("none", .null),
        .init("list", .array([.integer(1)])),
      ])
      let id = try await fixture.store.fire([NewTrigger(type: "note", data: data)], now: .noon)[0]
      let changes: [TriggerData.Field] = [
        .init("list", .text("[1, \"b\"]")), .init("z", .text("2")), .init("none", .text("\"é\"")),
        .init("a", .text("7")), .init("flag", .text("false")),
      ]
      #expect(try await fixture.edit(fixture.seen(id), changes) == .done)
      let edited = try await fixture.seen(id)
      #expect(
        edited.data?.fields == [
          .init("z", .integer(2)), .init("a", .text("7")), .init("flag", .bool(false)), .init("none", .text("é")),
          .init("list", .array([.integer(1), .text("b")])),
        ])
      for change in [("z", "much"), ("list", "[1"), ("flag", "1"), ("new", "5")] {
        await refuses { try await fixture.edit(edited, [.init(change.0, .text(change.1))]) }
      }
      #expect(try await fixture.seen(id).data == edited.data)
    },

    StoreRule("A payload's number takes any number") { fixture in
      let data = TriggerData(fields: [.init("f", .decimal("1.50"))])
      let id = try await fixture.store.fire([NewTrigger(type: "note", data: data)], now: .noon)[0]
      #expect(try await fixture.edit(fixture.seen(id), [.init("f", .text("2"))]) == .done)
      #expect(try await fixture.edit(fixture.seen(id), [.init("f", .text("2.25"))]) == .done)
      #expect(try await fixture.seen(id).data == TriggerData(fields: [.init("f", .decimal("2.25"))]))
    },

    StoreRule("Times of day and UUIDs are checked before they are written") { fixture in
      let id = try await fixture.addSpecialRow()
      let uuid = "0190b4de-76f2-7c3a-9a41-0f3a5d2c8e11"
      let accepted = [
        ("clock", "23:59", "23:59:00"), ("clock", "09:30:00.5", "09:30:00.5"), ("code", uuid.uppercased(), uuid),
        ("code", "0190b4de76f27c3a9a410f3a5d2c8e12", "0190b4de76f27c3a9a410f3a5d2c8e12"),
      ]
      for (name, typed, value) in accepted {
        #expect(try await fixture.edit(fixture.seen(id), [.init(name, .text(typed))]) == .done, "\(name)")
        guard case .text(let text)? = try await fixture.seen(id).data?[name] else {
          Issue.record("\(name) is no text")
          continue
        }
        #expect(text.filter { $0 != "-" } == value.filter { $0 != "-" })
      }
      let seen = try await fixture.seen(id)
      for (name, typed, part) in [
        ("clock", "99:99", "a time of day"), ("clock", "9:30", "a time of day"), ("code", "zz", "a UUID"),
      ] {
        do {
          _ = try await fixture.edit(seen, [.init(name, .text(typed))])
          Issue.record("\(name) took \(typed)")
        } catch StoreError.refused(let sentence) {
          #expect(sentence.contains(part), "\(sentence)")
        }
      }
      #expect(try await fixture.seen(id) == seen)
    },

    StoreRule("A JSON column is read as what it holds, whatever that is, and written as JSON") { fixture in
      let id = try await fixture.addSpecialRow()
      #expect(try await fixture.seen(id).data?["doc"] == .object([.init("a", .array([.integer(1)]))]))
      for (typed, value) in [
        ("[1, \"b\"]", DataValue.array([.integer(1), .text("b")])), ("\"é\"", .text("é")), ("1.5", .decimal("1.5")),
      ] {
        #expect(try await fixture.edit(fixture.seen(id), [.init("doc", .text(typed))]) == .done)
        #expect(try await fixture.seen(id).data?["doc"] == value)
      }
      #expect(try await fixture.undoLast().done.count == 1)
      #expect(try await fixture.seen(id).data?["doc"] == .text("é"))
    },

    StoreRule("Swift's dates and UUIDs go into Django's columns and come back") { fixture in
      try await fixture.addSpecialTable()
      let uuid = try #require(UUID(uuidString: "0190b4de-76f2-7c3a-9a41-0f3a5d2c8e11"))
      let day = try #require(CivilDate("2026-11-24"))
      let start = Date(timeIntervalSince1970: 1_795_435_200)
      let special = Special(clock: "09:30:00", code: uuid, doc: ["a": [1]], day: day, start: start)
      let queue = TriggerQueue(store: fixture.store)
      let id = try await queue.fire(special)
      let seen = try await fixture.seen(id)
      #expect(seen.data?["day"] == .text("2026-11-24") && seen.data?["start"] == .text("2026-11-23"))
      var found: [Special] = []
      for try await queued in queue.triggers(of: Special.self) { found.append(queued.value) }
      #expect(found.map(\.code) == [uuid] && found.map(\.day) == [day] && found.map(\.doc) == [["a": [1]]])
    },
  ]
}

extension StoreFixture {
  /// A child table with a column of each kind, by names that both databases know.
  func addWideTable() async throws {
    let time = try await store.facts().kind == .postgres ? "timestamp with time zone" : "datetime"
    try await execute(
      """
      CREATE TABLE wide (
        trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id),
        flag bool NOT NULL, big bigint NOT NULL, price decimal(5, 2) NOT NULL, ratio real NOT NULL,
        name varchar(5) NOT NULL, at \(time) NOT NULL, day date NOT NULL, note text NULL)
      """)
    // The catalog is read anew.
    _ = try await store.facts()
  }
}

extension StoreFixture {
  /// A child table with columns as Django declares them that SQLite has no types for.
  func addSpecialTable() async throws {
    let isPostgres = try await store.facts().kind == .postgres
    let json = isPostgres ? "jsonb NOT NULL" : "text NOT NULL CHECK ((JSON_VALID(\"doc\") OR \"doc\" IS NULL))"
    try await execute(
      """
      CREATE TABLE special (
        trigger_ptr_id integer PRIMARY KEY REFERENCES djtriggers_trigger (id), clock time NOT NULL,
        code \(isPostgres ? "uuid" : "char(32)") NOT NULL, "doc" \(json), day date NULL, start date NULL)
      """)
    // The catalog is read anew.
    _ = try await store.facts()
  }

  func addSpecialRow() async throws -> TriggerID {
    try await addSpecialTable()
    let id = try await fire(type: "special")[0]
    try await execute(
      """
      INSERT INTO special (trigger_ptr_id, clock, code, doc)
      VALUES (\(id), '09:30:00', '0190b4de76f27c3a9a410f3a5d2c8e10', '{"a": [1]}')
      """)
    return id
  }
}

private struct Special: Trigger {
  static let typed = "special"
  static let table = "special"
  var clock: String
  var code: UUID
  var doc: [String: [Int]]
  var day: CivilDate
  var start: Date

  func process(_ context: ProcessContext) async throws -> TriggerResult? { nil }
}
