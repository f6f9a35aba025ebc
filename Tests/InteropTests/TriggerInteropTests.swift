import Foundation
import TestSupport
import Testing
import TriggerCore
import TriggerSQLite

@Suite("Triggers of the other side", .heavy) struct TriggerInteropTests {
  @Test(
    "what Python fires we show and run, and Python sees it done", arguments: [DjangoDatabase.Kind.sqlite, .identity])
  func theirs(_ kind: DjangoDatabase.Kind) async throws {
    let queue = try await Neighbours.fresh(kind)
    let python = try await queue.project.session()
    let before = Instant.now
    let breakfasts = try await python.call("fire", "Breakfast", 2).ids
    let bill = try #require(
      try await python.call(
        "fire", "PayBill", 1,
        ["amount": 5, "recipient": "zürich ☕", "fee": "12.3400", "urgent": true, "due_on": "2026-12-24"]
      ).ids.first)

    let page = try await queue.store.page(PageQuery(), now: nil)
    #expect(page.rows.map(\.record.id) == breakfasts + [bill])
    #expect(page.rows.map(\.record.type) == ["breakfast", "breakfast", "pay_bill"])
    #expect(page.rows.allSatisfy { $0.record.processed == nil && $0.record.tries == 0 })
    #expect(page.rows.first?.record.source == ["invoice", "0"])
    #expect((before...(.now)).contains(page.rows[0].record.received))
    let detail = try #require(try await queue.store.detail(of: bill, now: nil))
    #expect(detail.dataTable == "billing_paybill")
    #expect(detail.data?["recipient"] == "zürich ☕")

    _ = try await queue.store.migrate(dryRun: false)
    var registry = HandlerRegistry()
    try registry.register(Breakfast.self)
    try registry.register(PayBill.self)
    let processor = Processor(
      store: queue.store, registry: registry, lock: queue.lock, results: try ResultLogging("DatabaseLogger"))
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await Set(events.next(3, .succeeded)) == Set(breakfasts + [bill]))
    await processor.drain()
    let paid = "5 and 12.34 to zürich ☕ by 2026-12-24, urgent: true"
    for (id, result) in zip(breakfasts + [bill], ["eggs", "eggs", paid]) {
      let row = try await python.call("show", .integer(id))
      #expect(row["successful"] == true)
      #expect(row["number_of_tries"] == 0)
      #expect(row["date_processed"] != nil)
      #expect(row["results"] == .array([.text(result)]))
    }
    #expect(try await python.call("process") == 0)
    #expect(queue.pythonRuns.isEmpty)
  }

  @Test(
    "what we fire Python runs, with the data we gave it, in tables that know nothing of us",
    arguments: [DjangoDatabase.Kind.sqlite, .identity])
  func ours(_ kind: DjangoDatabase.Kind) async throws {
    let neighbours = try await Neighbours.fresh(kind)
    let python = try await neighbours.project.session()
    let queue = TriggerQueue(store: neighbours.store)
    let breakfast = try await queue.fire(Breakfast(), source: ["hotel", "8"])
    let bill = try await queue.fire(
      PayBill(amount: 4_411, recipient: "日本 'q' ☕", fee: Decimal(string: "0.0500"), urgent: true, dueOn: "2028-02-29"),
      after: .now - .hours(1))
    let bad = try await queue.fire(PayBill(amount: -1, recipient: "", fee: nil, urgent: false, dueOn: nil))
    let later = try await queue.fire(Breakfast(), after: .now + .hours(1))

    #expect(try await python.call("process_one", "Breakfast", .integer(breakfast)) == nil)
    #expect(try await python.call("process_one", "PayBill", .integer(bill)) == nil)
    #expect(try await python.call("process_one", "PayBill", .integer(bad)) == "ValueError")
    #expect(try await python.call("process_one", "Breakfast", .integer(later)) == "ProcessLaterError")
    #expect(neighbours.pythonRuns == [breakfast, bill, bad])

    let child = try await python.call("show", .integer(bill))["data"]
    #expect(
      child == [
        "amount": 4_411, "recipient": "日本 'q' ☕", "fee": "0.0500", "urgent": true, "due_on": "2028-02-29",
      ])
    let empty = try await python.call("show", .integer(bad))["data"]
    #expect(empty == ["amount": -1, "recipient": "", "fee": nil, "urgent": false, "due_on": nil])
    #expect(try await neighbours.record(breakfast).progress.successful == true)
    #expect(try await neighbours.record(breakfast).source == ["hotel", "8"])
    let failing = try await neighbours.record(bad)
    #expect(failing.tries == 1 && failing.processed == nil)
    #expect(try await neighbours.record(later).tries == 0)
  }

  @Test("looking at Django's db.sqlite3 changes not one byte of it, and leaves nothing beside it")
  func looking() async throws {
    let queue = try await Neighbours.fresh(.sqlite)
    let python = try await queue.project.session()
    let ids = try await python.call("fire", "PayBill", 3, ["amount": 5, "recipient": "r"]).ids
    _ = try await python.call("process_one", "PayBill", .integer(ids[0]))
    await python.die()
    let file = URL(filePath: queue.database.address)
    let before = try Data(contentsOf: file)
    let reader = SQLiteStore(path: queue.database.address)
    #expect(try await reader.facts().sideTables == nil)
    _ = try await reader.counts(CountQuery(), now: nil)
    #expect(try await reader.page(PageQuery(), now: nil).rows.count == 3)
    _ = try await reader.detail(of: ids[0], now: nil)
    _ = try await reader.processors(now: nil)
    _ = try await reader.dependents(of: ids)
    _ = try await reader.nextDue(types: ["pay_bill"], now: nil)
    _ = try await reader.migrate(dryRun: true)
    #expect(try Data(contentsOf: file) == before)
    let neighbours = try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path)
    #expect(neighbours == ["db.sqlite3"])
  }
}
