import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("Operations on PostgreSQL", .heavy)
struct PostgresOperationTests {
  private let ann = Operator(name: "ann", host: "web3")

  @Test(
    "A deletion takes results, children, their children and side rows with it, and journals them",
    arguments: [true, false])
  func deletion(migrated: Bool) async throws {
    let fixture = try await PostgresFixture(migrated: migrated)
    try await fixture.execute(
      """
      CREATE TABLE billing_line (id serial PRIMARY KEY, bill integer NOT NULL REFERENCES billing_paybill, text text);
      CREATE TABLE billing_note (line_id integer PRIMARY KEY REFERENCES billing_line, text text);
      INSERT INTO djtriggers_trigger (id, trigger_type, date_received, number_of_tries)
        SELECT i, 'pay_bill', '2026-11-23 11:00Z', 5 FROM generate_series(1, 3) AS i;
      INSERT INTO billing_paybill SELECT i, 10 * i, 'r' || i FROM generate_series(1, 3) AS i;
      INSERT INTO billing_line (id, bill, text) SELECT i, 1 + i / 3, 'l' || i FROM generate_series(1, 4) AS i;
      INSERT INTO billing_note SELECT i, 'n' || i FROM generate_series(1, 4) AS i;
      INSERT INTO djtriggers_triggerresult (trigger_id, result) VALUES (1, 'a'), (1, 'b'), (3, 'c');
      """)
    let records = try await fixture.store.records(ids: [1, 3])
    let dependents = try await fixture.store.dependents(of: [1, 3])
    #expect(
      dependents.rows.sorted { $0.table < $1.table } == [
        .init(table: "billing_line", count: 2), .init(table: "billing_note", count: 2),
        .init(table: "billing_paybill", count: 2), .init(table: "djtriggers_triggerresult", count: 3),
      ])
    let report = try await fixture.store.apply(.delete, to: records.map(Target.init), by: ann, now: .noon)
    #expect(report.entries.map(\.result) == [.done, .done])
    #expect(report.entries.map(\.before) == records)
    #expect(try await fixture.store.records(ids: [1, 2, 3]).map(\.id) == [2])
    #expect(try await fixture.store.dependents(of: [1, 3]).rows.isEmpty)
    #expect(try await fixture.texts("SELECT text FROM billing_note ORDER BY 1") == ["n3", "n4"])
    #expect((report.journalID != nil) == migrated)
    if migrated {
      let before = try await fixture.texts("SELECT before FROM triggertop_action_item WHERE trigger_id = 1")[0] ?? ""
      let journal = try #require(TriggerData(json: before))
      #expect(journal["number_of_tries"] == .integer(5))
      guard case .object(let children)? = journal["children"] else { return #expect(Bool(false), "\(journal)") }
      #expect(
        children.map(\.name).sorted() == [
          "billing_line", "billing_note", "billing_paybill", "djtriggers_triggerresult",
        ])
    }
  }

  @Test("More targets than one transaction takes are one action, answered in their order")
  func manyTargets() async throws {
    let fixture = try await PostgresFixture()
    let ids = try await fixture.store.fire(
      Array(repeating: NewTrigger(type: "pay_bill", after: .noon + .hours(1)), count: 1_200), now: .noon)
    var targets = try await fixture.store.records(ids: ids).map(Target.init).reversed().map { $0 }
    targets[700].seen.tries = 1
    try await fixture.execute("DELETE FROM djtriggers_trigger WHERE id = \(targets[900].id)")
    let report = try await fixture.store.apply(.retry(keepTries: false), to: targets, by: ann, now: .noon)
    #expect(report.entries.map(\.id) == targets.map(\.id))
    #expect(report.entries[700].result == .changed)
    #expect(report.entries[900].result == .missing)
    #expect(report.done.count == 1_198)
    #expect(try await fixture.texts("SELECT count(*) FROM triggertop_action") == ["1"])
    let words = try await fixture.texts("SELECT result FROM triggertop_action_item ORDER BY trigger_id DESC")
    #expect(words.count == 1_200 && words[700] == "changed" && words[900] == "missing")
    let detail = try #require(try await fixture.store.detail(of: targets[0].id, now: .noon))
    #expect(
      detail.actions == [
        ActionRecord(
          at: .noon, by: ann, verb: "retry", before: Progress(after: .noon + .hours(1)), after: Progress())
      ])
  }

  @Test("What a claim holds is told as running; without a time of ours the database's clock counts")
  func running() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.store.heartbeat(
      ProcessorRecord(
        id: "p1", host: "web3", pid: 71, since: .noon, types: ["pay_bill"], concurrency: 4, state: .running,
        seen: .noon), now: nil)
    let ids = try await fixture.store.fire(Array(repeating: NewTrigger(type: "pay_bill"), count: 2), now: nil)
    let claims = try await fixture.store.claim(
      ClaimRequest(.forced(ids: [ids[0]]), limit: 1, processorID: "p1", lease: .minutes(1)), now: nil)
    let started = try #require(try await fixture.store.recheck(claims, now: nil).first)
    #expect(try await fixture.store.start(claims[0], now: nil))
    let targets = try await fixture.store.records(ids: ids).map(Target.init)
    let report = try await fixture.store.apply(
      .reschedule(.fromNow(.hours(2))), to: targets, by: ann, now: nil)
    guard case .running(let mark) = report.entries[0].result else {
      return #expect(Bool(false), "\(report.entries[0].result)")
    }
    #expect(mark.processor == "web3:71" && mark.started.map { $0 >= started.at } == true)
    let after = try #require(report.entries[1].after?.after)
    #expect(try await fixture.store.records(ids: [ids[1]]).map(\.after) == [after])
    #expect(after.since(started.at) >= .hours(2))
  }
}
