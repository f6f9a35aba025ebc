import TestSupport
import Testing
import TriggerCore

@Suite("Flaws around results and messages", .heavy) struct ResultFlawTests {
  @Test("flaws 8 and 9: no result, or a logger that nobody has, makes a success a failure there; not here")
  func afterTheEffect() async throws {
    let (queue, python, ids) = try await Neighbours.serving(3)
    let failed = try await python.call("run", "Breakfast", .integer(ids[0]), 1, nil, "DatabaseLogger").items
    #expect(failed.first == "IntegrityError")
    let unknown = try await python.call("run", "Breakfast", .integer(ids[1]), 9, "eggs", "NoLogger").items
    #expect(unknown.first == "AttributeError")
    let theirs = try await queue.store.records(ids: Array(ids.prefix(2)))
    #expect(theirs.map(\.tries) == [1, 3])
    #expect(theirs.allSatisfy { $0.processed == nil })

    #expect(throws: InvalidInput.self) { try ResultLogging("NoLogger") }
    let processor = try queue.processor(results: ResultLogging("DatabaseLogger")) { _ in nil }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await Set(events.next(3, .succeeded)) == Set(ids))
    await processor.drain()
    let row = try await python.call("show", .integer(ids[2]))
    #expect(row["successful"] == true && row["number_of_tries"] == 0 && row["results"] == .array([]))
  }

  @Test("flaw: the library serialises text by characters and fields without values; ours are whole")
  func serialised() async throws {
    let (queue, python, ids) = try await Neighbours.serving(5)
    let slug: DataValue = "DatabaseSerializeLogger"
    let fields: DataValue = .array([.object([TriggerData.Field("paid", 5)])])
    for (id, result) in [(ids[0], DataValue.text("ab")), (ids[1], fields)] {
      #expect(try await python.call("run", "Breakfast", .integer(id), 1, result, slug).items.first == .null)
    }
    #expect(try await queue.store.detail(of: ids[0], now: nil)?.results == ["a\nb"])
    let results: [TriggerID: TriggerResult] = [ids[2]: "ab", ids[3]: ["paid": 5], ids[4]: ["a", "b"]]
    let processor = try queue.processor(results: ResultLogging("DatabaseSerializeLogger")) { context in
      results[context.record.id]
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await Set(events.next(3, .succeeded)) == Set(ids.suffix(3)))
    await processor.drain()
    for (id, row) in zip(ids.suffix(3), ["ab", "paid: 5", "a\nb"]) {
      #expect(try await python.call("show", .integer(id))["results"] == .array([.text(row)]))
    }
  }

  @Test("flaw: the library's own logger says nothing; we always warn, word for word as its others do")
  func silence() async throws {
    let (queue, python, _) = try await Neighbours.serving(0)
    let bad: DataValue = ["amount": -1, "recipient": "r"]
    let ids = try await python.call("fire", "PayBill", 3, bad).ids
    let silent = try await python.call("run", "PayBill", .integer(ids[0]), 5)
    #expect(silent == .array(["ValueError", .array([])]))
    let told = try await python.call("run", "PayBill", .integer(ids[1]), 5, nil, "DatabaseLogger").items
    let words = told.last?.items.map { $0.items.map(\.text) } ?? []
    #expect(words.map(\.first) == ["WARNING", "ERROR"])

    let lines = LogLines()
    let processor = try queue.processor(of: "pay_bill", logger: lines.logger) { _ in throw ValueError() }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await events.next(.gaveUp)?.trigger == ids[2])
    await processor.drain()
    #expect(try await queue.record(ids[2]).tries == 5)
    let ours = lines.texts(at: .warning) + lines.texts(at: .error)
    #expect(ours == words.map { ($0.last ?? "").replacing("pay_bill \(ids[1]) ", with: "pay_bill \(ids[2]) ") })
  }

  @Test("flaw 10: the library gives up at no error limit below its warning limit; we do")
  func limits() async throws {
    let (queue, python, _) = try await Neighbours.serving(0)
    let ids = try await python.call("fire", "PayBill", 2, ["amount": -1, "recipient": "r"]).ids
    let limits: DataValue = ["times": 3, "DJTRIGGERS_TRIES_BEFORE_ERROR": 2, "DJTRIGGERS_TRIES_BEFORE_WARNING": 3]
    try await python.call("run", "PayBill", .integer(ids[0]), limits)
    let theirs = try await queue.record(ids[0])
    #expect(theirs.tries == 3 && theirs.processed == nil)

    let processor = try queue.processor(of: "pay_bill", limits: TryLimits(warning: 3, error: 2)) { _ in
      throw ValueError()
    }
    let events = await EventReader(processor)
    try await processor.start()
    #expect(await Set(events.next(2, .gaveUp)) == Set(ids))
    await processor.drain()
    #expect(try await queue.store.records(ids: ids).map(\.tries) == [4, 2])
  }
}

/// Named like Python's.
private struct ValueError: Error {}
