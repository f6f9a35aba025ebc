import TestSupport
import Testing
import TriggerCore

@Suite("Cleaning of both sides", .heavy) struct CleaningInteropTests {
  /// Two months before it lies the end of February.
  private let now = Instant(iso8601: "2027-04-30T09:30:00.000000Z") ?? .infinity
  private var boundary: Instant { Age.twoMonths.before(now) }

  @Test(
    "both leave the same rows, but the library what only its map leads to (flaw 12: no row read by it has a type)",
    arguments: [DjangoDatabase.Kind.sqlite, .identity])
  func compared(_ kind: DjangoDatabase.Kind) async throws {
    let theirs = try await Neighbours.fresh(kind)
    let python = try await theirs.project.session()
    try await python.call("seed", .text(boundary.iso8601))
    try await python.call("pay")
    try await python.call("leave")
    let ours = try await theirs.database.copy()

    let removed = try await cleaner(ours).run(before: boundary)
    try await python.call("use", .text(ours.name))
    let left = try await python.call("dump")
    try await python.call("use", .text(theirs.database.name))
    let before = try await python.call("dump")
    #expect(try await python.call("clean", .text(now.iso8601)) == .integer(Int64(removed)))
    let theirsLeft = try await python.call("dump")

    // Of four types two each are old enough; the one at the boundary is not.
    #expect(removed == 8)
    #expect(left["djtriggers_trigger"].items.count == 12)
    let orphaned = ["billing_lettercopy": "letter", "billing_reminderlog": "reminder"]
    #expect(left.names == before.names && left.names.isSuperset(of: orphaned.keys))
    for table in left.names.subtracting(orphaned.keys) {
      #expect(left[table] == theirsLeft[table], "\(table)")
      #expect(table == "billing_receipt" || left[table] != before[table], "\(table)")
    }
    for (table, type) in orphaned {
      let gone = removedIDs(from: before, to: left, type: type)
      #expect(gone.count == 2)
      #expect(theirsLeft[table] == before[table])
      #expect(left[table].items == before[table].items.filter { !gone.contains($0.owner) }, "\(table)")
    }
  }

  @Test("flaw 12: with types given back to its rows the library leaves what we leave, by all three forms of its map")
  func map() async throws {
    let theirs = try await Neighbours.fresh(.identity)
    let python = try await theirs.project.session()
    try await python.call("seed", .text(boundary.iso8601))
    try await python.call("leave")
    let ours = try await theirs.database.copy()
    #expect(try await cleaner(ours).run(before: boundary) == 8)
    try await python.call("use", .text(ours.name))
    let left = try await python.call("dump")
    try await python.call("use", .text(theirs.database.name))
    #expect(try await python.call("clean", .text(now.iso8601), true) == 8)
    #expect(try await python.call("dump") == left)
    #expect(left["billing_lettercopy"].items.count == 18)
    #expect(left["billing_reminderlog"].items.count == 36)
  }

  @Test("flaw 15: what fails midway, or is no table's name, is half done or obeyed there; here it changes nothing")
  func midway() async throws {
    let theirs = try await Neighbours.fresh(.identity)
    let python = try await theirs.project.session()
    try await python.call("seed", .text(boundary.iso8601))
    try await python.call("leave")
    let ours = try await theirs.database.copy()
    let injected = try await theirs.database.copy()

    let wrong = OwnTable("billing_reminders")
    let hostile = OwnTable("billing_lettercopy --")
    try await python.call("use", .text(ours.name))
    let before = try await python.call("dump")
    for table in [wrong, hostile] {
      await #expect(throws: StoreError.self) {
        try await cleaner(ours, map: ["reminder": [table]]).run(before: boundary)
      }
    }
    #expect(try await python.call("dump") == before)

    try await python.call("use", .text(theirs.database.name))
    let failed = try await python.call("clean", .text(now.iso8601), true, map("reminder", wrong))
    #expect(failed == "ProgrammingError")
    let half = try await python.call("dump")["djtriggers_trigger"].items.count
    #expect((13..<20).contains(half))
    try await python.call("use", .text(injected.name))
    #expect(try await python.call("clean", .text(now.iso8601), true, map("reminder", hostile)) == 8)
    #expect(try await python.call("dump")["billing_lettercopy"] == .array([]))
  }

  @Test("two months ago is the same day to both, whatever the month")
  func calendar() async throws {
    let python = try await Neighbours.fresh(.sqlite).project.session()
    let days = (0..<800).map { now + .days($0) }
    let theirs = try await python.call("two_months_before", .array(days.map { .text($0.iso8601) }))
    #expect(theirs.items == days.map { .text(Age.twoMonths.before($0).iso8601) })
  }

  /// The map of the project's settings.
  private static let ownTables = [
    "pay_bill": [OwnTable("billing_paybill")],
    "letter": [OwnTable("billing_letter"), OwnTable("billing_lettercopy")],
    "reminder": [OwnTable("billing_reminderlog", idColumn: "reminder_id"), OwnTable("billing_reminder")],
  ]

  private func cleaner(_ database: DjangoDatabase, map: [String: [OwnTable]] = ownTables) throws -> Cleaner {
    // Some batches.
    Cleaner(store: try #require(database.store as? any TriggerCleaning), ownTables: map, batch: 3)
  }

  private func map(_ type: String, _ table: OwnTable) -> DataValue {
    .array([.array([.text(type), .text(table.name)])])
  }

  private func removedIDs(from before: DataValue, to after: DataValue, type: String) -> Set<TriggerID> {
    let ids = { (dump: DataValue) in
      Set(
        DataValue.array(
          dump["djtriggers_trigger"].items.filter { $0["trigger_type"] == .text(type) }
            .map { $0["id"] }
        ).ids)
    }
    return ids(before).subtracting(ids(after))
  }
}

extension DataValue {
  /// The trigger that a row of a table outside Django's knowledge belongs to.
  fileprivate var owner: TriggerID {
    DataValue.array([self["trigger_ptr_id"], self["reminder_id"]]).ids.first ?? 0
  }
}
