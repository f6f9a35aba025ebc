import DriverContracts
import GRDB
import TestSupport
import Testing
import TriggerCore

@testable import TriggerSQLite

@Suite("Keeping what is the application's, in SQLite")
struct KeepingTests {
  private let ann = Operator(name: "ann", host: "web3")

  @Test("A trigger that the application deletes softly keeps all that hangs on it, and is named; the others go")
  func softDeletion() async throws {
    let fixture = try await MemoryFixture()
    try await fixture.execute(
      """
      CREATE TRIGGER soft BEFORE DELETE ON djtriggers_trigger WHEN OLD.source = 'kept' BEGIN SELECT RAISE(IGNORE); END;
      CREATE TRIGGER keep BEFORE UPDATE ON djtriggers_trigger WHEN OLD.source = 'kept' BEGIN SELECT RAISE(IGNORE); END;
      INSERT INTO djtriggers_trigger (id, trigger_type, source, date_received, date_processed, number_of_tries, successful)
        VALUES (1, 'a', NULL, '2026-11-20 00:00:00', '2026-11-21 00:00:00', 0, 0),
          (2, 'a', 'kept', '2026-11-20 00:00:00', '2026-11-21 00:00:00', 0, 0),
          (3, 'a', NULL, '2026-11-20 00:00:00', '2026-11-21 00:00:00', 0, 0);
      INSERT INTO djtriggers_triggerresult (trigger_id, result) SELECT id, 'r' FROM djtriggers_trigger;
      """)
    let targets = try await fixture.store.records(ids: [1, 2]).map(Target.init)
    let retry = try await fixture.store.apply(.retry(keepTries: true), to: [targets[1]], by: ann, now: nil)
    #expect(retry.entries.map(\.result.word) == ["refused"])
    let deletion = try await fixture.store.apply(.delete, to: targets, by: ann, now: nil)
    #expect(deletion.entries.map(\.result.word) == ["done", "refused"])
    let cleaning = try #require(fixture.store as? any TriggerCleaning)
    let batch = try await cleaning.clean(before: .infinity, ownTables: [:], limit: 9, after: nil)
    #expect(batch.removed == 1 && batch.kept.map(\.id) == [2])
    #expect(
      try await fixture.store.dependents(of: [1, 2, 3]).rows == [.init(table: "djtriggers_triggerresult", count: 1)])
  }

  @Test("What a trigger of the database keeps out is not fired, nor what was fired with it", arguments: [nil, "{}"])
  func keptOut(data: String?) async throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("queue.sqlite3")
    let store = SQLiteStore(path: path, mode: .createIfMissing)
    _ = try await store.facts()
    try await DatabaseQueue(path: path).write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER keep_out BEFORE INSERT ON djtriggers_trigger WHEN NEW.trigger_type = 'barred'
          BEGIN SELECT raise(ignore); END
          """)
    }
    let batch = ["a", "barred", "b"].map { NewTrigger(type: $0, data: data.map { _ in TriggerData(fields: []) }) }
    await #expect {
      try await store.fire(batch, now: nil)
    } throws: { error in
      (error as? StoreError)?.description.contains("keeps rows out of djtriggers_trigger; nothing was fired") == true
    }
    #expect(try await store.page(PageQuery(filter: .all), now: nil).rows.isEmpty)
    #expect(try await store.fire([NewTrigger(type: "a")], now: nil).count == 1)
  }

  @Test("The journal of the first version is still read, where it kept a row once for each way that led to it")
  func firstJournal() async throws {
    let fixture = try await MemoryFixture()
    try await fixture.execute(
      """
      INSERT INTO triggertop_action (id, at, operator, host, verb) VALUES (1, '2026-11-23 11:00:00', 'ann', 'web3', 'delete');
      INSERT INTO triggertop_action_item VALUES (1, 7, '2026-11-23 11:00:00', '{"id":7,"trigger_type":"pay_bill",
        "source":null,"date_received":"2026-11-23T11:00:00Z","date_processed":null,"successful":null,
        "number_of_tries":2,"process_after":null,"children":{
          "djtriggers_triggerresult":[{"id":3,"result":"r","trigger_id":7}],
          "billing_paybill":[{"trigger_ptr_id":7,"amount":5,"recipient":"x"}],
          "djtriggers_triggerresult":[{"id":3,"result":"r","trigger_id":7}]}}', NULL, 'done');
      """)
    let journal = try #require(fixture.store as? any TriggerJournal)
    let targets = try await journal.changes(of: 1).map(\.target)
    #expect(try await fixture.store.apply(.undo(1), to: targets, by: ann, now: nil).done.count == 1)
    let detail = try #require(try await fixture.store.detail(of: 7, now: nil))
    #expect(detail.data?["amount"] == .integer(5) && detail.results == ["r"])
  }
}
