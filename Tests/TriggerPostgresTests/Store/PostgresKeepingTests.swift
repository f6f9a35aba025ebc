import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

/// Deleting, cleaning and undoing beside what applications do with their tables.
@Suite("Keeping what is the application's, on PostgreSQL")
struct PostgresKeepingTests {
  private let ann = Operator(name: "ann", host: "web3")

  @Test("What row security hides is no orphan: neither cleaning nor sweeping nor rescuing touches others' rows")
  func rowSecurity() async throws {
    let fixture = try await PostgresFixture()
    let role = try await fixture.role()
    try await fixture.execute(
      """
      ALTER TABLE djtriggers_trigger ADD COLUMN tenant text NOT NULL DEFAULT 'other';
      ALTER TABLE djtriggers_trigger ENABLE ROW LEVEL SECURITY;
      CREATE POLICY mine ON djtriggers_trigger USING (tenant = 'mine');
      INSERT INTO djtriggers_trigger (id, trigger_type, date_received, number_of_tries)
        SELECT i, 'pay_bill', '2026-11-23 11:00Z', 0 FROM generate_series(1, 3) AS i;
      INSERT INTO triggertop_payload SELECT id, date_received, '{}' FROM djtriggers_trigger;
      INSERT INTO triggertop_attempt (trigger_id, received, number, started_at, duration, outcome)
        SELECT id, date_received, 1, now(), '1s', 'failed' FROM djtriggers_trigger;
      INSERT INTO triggertop_claim (trigger_id, received, epoch, kind, lease_until, started_at, forced)
        SELECT id, date_received, id, CASE id WHEN 1 THEN 'work' WHEN 2 THEN 'sent' ELSE 'work' END,
          CASE id WHEN 1 THEN now() - interval '1h' ELSE now() + interval '1h' END, now() - interval '2h', false
        FROM djtriggers_trigger;
      """)
    let store = try PostgresStore(fixture.url(as: role))
    #expect(try await Cleaner(store: store).run(before: .infinity) == 0)
    try await store.sweep(now: nil)
    #expect(try await store.expired(nil, types: ["pay_bill"], besides: "p1", limit: 9, now: nil).claims.isEmpty)
    let left = try await fixture.texts(
      """
      SELECT count(*) FROM triggertop_payload UNION ALL SELECT count(*) FROM triggertop_attempt
      UNION ALL SELECT count(*) FROM triggertop_claim
      """)
    #expect(left == ["3", "3", "3"])
  }

  @Test("A trigger that the application deletes softly keeps all that hangs on it, and is named; the others go")
  func softDeletion() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      """
      CREATE FUNCTION soft() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.source = 'kept' THEN RETURN NULL; END IF;
        RETURN OLD;
      END $$;
      CREATE TRIGGER soft BEFORE DELETE ON djtriggers_trigger FOR EACH ROW EXECUTE FUNCTION soft();
      INSERT INTO djtriggers_trigger (id, trigger_type, source, date_received, date_processed, number_of_tries)
        SELECT i, 'pay_bill', CASE WHEN i % 3 = 0 THEN 'kept' END, '2026-11-20Z', '2026-11-21Z', 0
        FROM generate_series(1, 9) AS i;
      INSERT INTO billing_paybill SELECT id, 5, '7' FROM djtriggers_trigger;
      INSERT INTO djtriggers_triggerresult (trigger_id, result) SELECT id, 'r' FROM djtriggers_trigger;
      """)
    let records = try await fixture.store.records(ids: [1, 2, 3, 4])
    let report = try await fixture.store.apply(.delete, to: records.map(Target.init), by: ann, now: .noon)
    #expect(report.entries.map(\.result.word) == ["done", "done", "refused", "done"])
    #expect(
      try await fixture.texts("SELECT result FROM triggertop_action_item ORDER BY trigger_id")
        == ["done", "done", "refused", "done"])
    let batch = try await fixture.postgres.clean(before: .noon, ownTables: [:], limit: 100, after: nil)
    #expect(batch.removed == 3 && batch.kept.map(\.id) == [3, 6, 9])
    for table in ["djtriggers_trigger", "billing_paybill", "djtriggers_triggerresult"] {
      #expect(try await fixture.texts("SELECT count(*) FROM \(table)") == ["3"], "\(table)")
    }
  }

  @Test("What a trigger of the table keeps from being changed is not told as done, by retry and edit alike")
  func keptUpdates() async throws {
    let fixture = try await PostgresFixture()
    let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
    let bill = NewTrigger(type: "pay_bill", after: .infinity, data: data, table: "billing_paybill")
    let id = try await fixture.store.fire([bill], now: .noon)[0]
    try await fixture.execute(
      """
      CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER keep BEFORE UPDATE ON djtriggers_trigger FOR EACH ROW EXECUTE FUNCTION keep();
      CREATE TRIGGER keep BEFORE UPDATE ON billing_paybill FOR EACH ROW EXECUTE FUNCTION keep();
      """)
    let record = try #require(try await fixture.store.records(ids: [id]).first)
    let report = try await fixture.store.apply(.retry(keepTries: false), to: [Target(record)], by: ann, now: .noon)
    #expect(report.entries.map(\.result.word) == ["refused"])
    #expect(try await fixture.texts("SELECT result FROM triggertop_action_item") == ["refused"])
    let edit = DataEdit(Target(record), seen: data, changes: [.init("amount", .integer(6))])
    await #expect(throws: StoreError.self) { try await fixture.postgres.edit(edit, by: ann, now: .noon) }
    #expect(try await fixture.texts("SELECT count(*) FROM triggertop_action_item") == ["1"])
  }

  @Test("Every type of column comes back from deletion to the letter, generated ones by themselves")
  func types() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      """
      CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE place AS (x integer, y text);
      CREATE TABLE odd (trigger_ptr_id integer PRIMARY KEY
          REFERENCES djtriggers_trigger DEFERRABLE INITIALLY DEFERRED,
        nothing jsonb NOT NULL, ordered json NOT NULL, bounds integer[] NOT NULL, zero float8 NOT NULL,
        nan float8 NOT NULL, exact float8 NOT NULL, money numeric(12, 3) NOT NULL, bytes bytea NOT NULL,
        span interval NOT NULL, at timestamptz NOT NULL, mood mood NOT NULL, place place NOT NULL, moods mood[],
        code char(5) NOT NULL, bits bit(5) NOT NULL, address inet, range int4range, gone text,
        double float8 GENERATED ALWAYS AS (exact * 2) STORED, number integer GENERATED ALWAYS AS IDENTITY);
      INSERT INTO djtriggers_trigger (id, trigger_type, date_received, number_of_tries)
        VALUES (1, 'odd', '2026-11-23 11:00Z', 0);
      INSERT INTO odd (trigger_ptr_id, nothing, ordered, bounds, zero, nan, exact, money, bytes, span, at, mood, place,
          moods, code, bits, address, range)
        VALUES (1, 'null', '{"b": 1,  "a": 2}', '[0:1]={1,2}', '-0', 'NaN', 123456789.12345679, 1.500, '\\x00ff',
          '1 mon -3 days', '0044-03-15 12:00Z BC', 'ok', ROW(1, 'a,"b'), '{sad,NULL}', 'ab', '10101', '10.0.0.1/8',
          '[1,5)');
      """)
    let text = "SELECT odd::text FROM odd"
    let before = try await fixture.texts(text)
    let record = try #require(try await fixture.store.records(ids: [1]).first)
    let deletion = try await fixture.store.apply(.delete, to: [Target(record)], by: ann, now: .noon)
    #expect(deletion.done.count == 1)
    #expect(try await fixture.texts(text).isEmpty)
    let undo = try await fixture.store.apply(
      .undo(try #require(deletion.journalID)), to: [Target(record)], by: ann, now: .noon)
    #expect(undo.entries.map(\.result) == [.done])
    #expect(try await fixture.texts(text) == before)
  }

  @Test("Undoing an edit gives columns back to the letter")
  func editedTypes() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      """
      CREATE TABLE odd (trigger_ptr_id integer PRIMARY KEY
          REFERENCES djtriggers_trigger DEFERRABLE INITIALLY DEFERRED,
        ordered json NOT NULL, nan float8 NOT NULL, zero float8 NOT NULL);
      INSERT INTO djtriggers_trigger (id, trigger_type, date_received, number_of_tries)
        VALUES (1, 'odd', '2026-11-23 11:00Z', 0);
      INSERT INTO odd VALUES (1, '{"b": 1,  "a": 2}', 'NaN', '-0');
      """)
    let text = "SELECT odd::text FROM odd"
    let before = try await fixture.texts(text)
    let detail = try #require(try await fixture.store.detail(of: 1, now: .noon))
    let edit = DataEdit(
      Target(detail.row.record), seen: try #require(detail.data),
      changes: [.init("ordered", .text("[]")), .init("nan", .integer(1)), .init("zero", .integer(2))])
    #expect(try await fixture.postgres.edit(edit, by: ann, now: .noon) == .done)
    let action = try #require(try await fixture.postgres.actions(limit: 1).first)
    let targets = try await fixture.postgres.changes(of: action.id).map(\.target)
    #expect(try await fixture.store.apply(.undo(action.id), to: targets, by: ann, now: .noon).done.count == 1)
    #expect(try await fixture.texts(text) == before)
  }

  @Test("The journal of the first version is still read")
  func firstJournal() async throws {
    let fixture = try await PostgresFixture()
    try await fixture.execute(
      """
      INSERT INTO triggertop_action (at, operator, host, verb) VALUES (now(), 'ann', 'web3', 'delete');
      INSERT INTO triggertop_action_item VALUES (1, 7, '2026-11-23 11:00Z', '{"id": 7, "trigger_type": "pay_bill",
        "source": "a$b", "date_received": "2026-11-23T11:00:00+00:00", "date_processed": null, "successful": null,
        "number_of_tries": 2, "process_after": "infinity", "children": {
          "billing_paybill": [{"trigger_ptr_id": 7, "amount": 5, "recipient": "x"}],
          "djtriggers_triggerresult": [{"id": 3, "result": "r", "trigger_id": 7}]}}', NULL, 'done');
      """)
    let targets = try await fixture.postgres.changes(of: 1).map(\.target)
    #expect(try await fixture.store.apply(.undo(1), to: targets, by: ann, now: .noon).done.count == 1)
    let detail = try #require(try await fixture.store.detail(of: 7, now: .noon))
    #expect(detail.data?["amount"] == .integer(5) && detail.results == ["r"])
    #expect(detail.row.record.progress == Progress(tries: 2, after: .infinity))
  }

  @Test("Who may not read the side tables may change nothing, and is told which right is missing")
  func unreadableSideTables() async throws {
    let fixture = try await PostgresFixture()
    let role = try await fixture.role()
    try await fixture.execute("REVOKE ALL ON triggertop_claim FROM \(role)")
    let id = try await fixture.store.fire([NewTrigger(type: "pay_bill")], now: .noon)[0]
    let store = try PostgresStore(fixture.url(as: role))
    let record = try #require(try await store.records(ids: [id]).first)
    for operation in [Operation.delete, .retry(keepTries: false), .undo(1)] {
      do {
        _ = try await store.apply(operation, to: [Target(record)], by: ann, now: .noon)
        Issue.record("\(operation) was done")
      } catch StoreError.notPermitted(let sentence, _) {
        #expect(sentence.contains("GRANT SELECT") && sentence.contains("triggertop_claim"))
      }
    }
    #expect(try await store.facts().readOnlyReason?.contains("triggertop_claim") == true)
    try await fixture.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON triggertop_claim TO \(role)")
    #expect(try await store.apply(.delete, to: [Target(record)], by: ann, now: .noon).done.count == 1)
  }
}

extension PostgresFixture {
  /// A role of its own that may use all tables of the fixture.
  func role() async throws -> String {
    let role = "\(try #require(try await texts("SELECT current_schema()").first ?? nil))_user"
    try await execute(
      """
      CREATE ROLE \(role) LOGIN;
      DO $$ BEGIN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO \(role)', current_schema());
        EXECUTE format('GRANT ALL ON ALL TABLES IN SCHEMA %I TO \(role)', current_schema());
        EXECUTE format('GRANT ALL ON ALL SEQUENCES IN SCHEMA %I TO \(role)', current_schema());
      END $$
      """)
    return role
  }

  func url(as role: String) -> String { url.replacing("//postgres@", with: "//\(role)@") }
}
