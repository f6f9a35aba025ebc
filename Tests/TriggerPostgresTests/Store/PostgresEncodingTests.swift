import DriverContracts
import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("Databases that are not UTF-8", .heavy)
struct PostgresEncodingTests {
  private static let who = Operator(name: "anna 請", host: "web3")

  @Test("What LATIN1 has no character for matches nothing; what it has is found, by index or not")
  func filters() async throws {
    let (store, _) = try await database("LATIN1")
    let ids = try await store.fire(
      [NewTrigger(type: "café", source: Source(stored: "Zoë$1")), NewTrigger(type: "tea")], now: .noon)
    let nowhere: [TriggerFilter] = [
      TriggerFilter(words: ["漢"]), TriggerFilter(types: [.exactly("請求")]), TriggerFilter(types: [.prefix("請")]),
      TriggerFilter(sources: [.contains("漢")]), TriggerFilter(sources: [.exactly("a漢")]),
      TriggerFilter(words: ["FÉ"]),
    ]
    for filter in nowhere {
      #expect(try await store.page(PageQuery(filter: filter), now: .noon).rows.isEmpty, "\(filter)")
      let count = try await store.count(
        filter, limits: TryLimits(), examine: 10, exactWithin: .seconds(1), now: .noon)
      #expect(count == Tally(0), "\(filter)")
    }
    let somewhere: [TriggerFilter] = [
      TriggerFilter(words: ["AFé"]), TriggerFilter(types: [.exactly("café")]),
      TriggerFilter(types: [.exactly("漢"), .prefix("caf")]), TriggerFilter(sources: [.prefix("Zoë")]),
    ]
    for filter in somewhere {
      #expect(try await store.page(PageQuery(filter: filter), now: .noon).rows.map(\.id) == [ids[0]], "\(filter)")
    }
  }

  @Test("A handler whose type LATIN1 can't hold keeps none of the others from working")
  func types() async throws {
    let (store, _) = try await database("LATIN1")
    _ = try await store.fire([NewTrigger(type: "café")], now: .noon)
    let types = ["請求", "café"]
    let processor = ProcessorRecord(
      id: "p1", host: "機", pid: 1, since: .noon, types: types, concurrency: 1, state: .running, seen: .noon)
    try await store.heartbeat(processor, now: .noon)
    #expect(try await store.processors(now: .noon).processors.map(\.types) == [["??", "café"]])
    #expect(try await store.nextDue(types: types, now: .noon) == .noon)
    #expect(try await store.nextDue(types: ["請求"], now: .noon) == nil)
    let claims = try await store.claim(
      ClaimRequest(.due(types: types), limit: 9, processorID: "p1", lease: .minutes(1)), now: .noon)
    let started = try #require(try await store.recheck(claims, now: .noon).first)
    var progress = started.record.progress
    progress.tries += 1
    let attempt = Attempt(
      number: 1, started: .noon, duration: .seconds(1), outcome: .failed, processor: "web3:71",
      error: AttemptError(type: "Café", message: "no → 漢 \0 é", backtrace: nil))
    let end = Finish(
      claim: started.claim, seen: started.record.progress, progress: progress, attempt: attempt, results: [])
    #expect(try await store.finish([end]) == [.recorded])
    let detail = try #require(try await store.detail(of: started.record.id, now: .noon))
    #expect(detail.attempts.map(\.error?.message) == ["no ? ? ? é"])
    let report = try await store.apply(
      .reschedule(.at(.infinity)), to: [Target(detail.row.record)], by: Self.who, now: .noon + .hours(1))
    #expect(report.done.count == 1)
    #expect(try await store.actions(limit: 1).map(\.by.name) == ["anna ?"])
  }

  @Test("What LATIN1 can't hold is neither fired nor written by an edit; the character is named")
  func refusals() async throws {
    let (store, _) = try await database("LATIN1")
    let good = TriggerData(fields: [.init("to", .text("Zoë"))])
    let bad = TriggerData(fields: [.init("to", .text("漢"))])
    let unfit = [
      NewTrigger(type: "請"), NewTrigger(type: "a", source: Source(stored: "請")), NewTrigger(type: "a", data: bad),
    ]
    for trigger in unfit {
      let character = trigger.data == nil ? "請" : "漢"
      await expect(.refused, naming: "“\(character)” can't be stored: the database's encoding is LATIN1") {
        try await store.fire([trigger], now: .noon)
      }
    }
    let id = try await store.fire([NewTrigger(type: "a", data: good)], now: .noon)[0]
    let detail = try #require(try await store.detail(of: id, now: .noon))
    let edit = DataEdit(Target(detail.row.record), seen: good, changes: [.init("to", .text("漢"))])
    await expect(.refused, naming: "“漢” can't be stored") { try await store.edit(edit, by: Self.who, now: .noon) }
    #expect(try await store.detail(of: id, now: .noon)?.data == good)
  }

  @Test("Without an encoding, bytes that are no text are shown as such and cost no other row anything")
  func anyBytes() async throws {
    let (store, url) = try await database("SQL_ASCII")
    let server = try await PostgresServer.shared()
    try await server.execute(
      """
      CREATE TABLE note (trigger_ptr_id integer PRIMARY KEY
        REFERENCES djtriggers_trigger (id) DEFERRABLE INITIALLY DEFERRED, body text NOT NULL);
      INSERT INTO djtriggers_trigger (trigger_type, source, date_received, number_of_tries)
      SELECT kind, source, '2026-11-23 11:00+00', 0
      FROM (VALUES ('job', E'\\xff'), ('job', E'\\xfe'), ('job', 'é'), ('job', NULL), (E'caf\\xe9', 'a'), ('note', NULL),
        ('note', NULL)) AS n (kind, source);
      INSERT INTO note VALUES (6, E'Zo\\xeb'), (7, 'Zoë')
      """, at: url)
    try await store.expectEachRowOnce(Array(1...7))
    let records = try await store.records(ids: Array(1...5))
    #expect(records.map(\.source?.text) == ["\u{FFFD}", "\u{FFFD}", "é", nil, "a"])
    #expect(records[4].type == "caf\u{FFFD}")
    #expect(try await store.counts(CountQuery(), now: .noon).states[.pending]?.value == 7)
    #expect(try await store.page(PageQuery(filter: TriggerFilter(words: ["é"])), now: .noon).rows.map(\.id) == [3])
    let claims = try await store.claim(
      ClaimRequest(.due(types: ["job", "note"]), limit: 9, processorID: "p1", lease: .minutes(1)), now: .noon)
    let started = try await store.recheck(claims, now: .noon).sorted { $0.record.id < $1.record.id }
    #expect(started.map(\.record.id) == [1, 2, 3, 4, 6, 7])
    #expect(started.map { $0.dataProblem == nil } == [true, true, true, true, false, true])
    #expect(started[4].dataProblem?.description.contains("trigger 6") == true)
    try await store.release(claims, hold: nil, now: .noon)
    let deletion = try await store.apply(.delete, to: [Target(records[0])], by: Self.who, now: .noon)
    let action = try #require(deletion.journalID)
    #expect(try await store.apply(.undo(action), to: [Target(records[0])], by: Self.who, now: .noon).done.count == 1)
    #expect(
      try await server.execute("SELECT encode(source::bytea, 'hex') FROM djtriggers_trigger WHERE id = 1", at: url)
        == [["ff"]])
  }

  private func database(_ encoding: String) async throws -> (store: PostgresStore, url: String) {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: encoding.lowercased(), encoding: encoding)
    let store = try PostgresStore(url)
    _ = try await store.migrate(dryRun: false)
    return (store, url)
  }
}
