import BlockingIO
import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("Migrating PostgreSQL", .heavy)
struct PostgresMigrationTests {
  @Test("A dry run tells what would be done, and does nothing; the second run has nothing to do")
  func dryRun() async throws {
    let fixture = try await PostgresFixture(migrated: false)
    let planned = try await fixture.store.migrate(dryRun: true)
    #expect(try await fixture.store.facts().sideTables == nil)
    #expect(try await fixture.store.migrate(dryRun: false) == planned)
    #expect(try await fixture.store.facts().sideTables == StoreFacts.workingVersion)
    #expect(try await fixture.store.migrate(dryRun: false).isEmpty)
  }

  @Test("Tables made for an empty database are Django's, column for column and index for index")
  func ownTables() async throws {
    let server = try await PostgresServer.shared()
    let empty = try await server.freshDatabase(schema: nil)
    let django = try await server.freshDatabase(schema: .identity)
    let store = try PostgresStore(empty)
    #expect(try await store.createTables(dryRun: true).count > 10)
    _ = try await store.createTables(dryRun: false)
    for description in [columns, indexes, constraints] {
      #expect(try await server.execute(description, at: empty) == server.execute(description, at: django))
    }
    #expect(try await store.facts().isOwn)
    #expect(try await store.facts().sideTables == StoreFacts.workingVersion)
    await expect(.refused, naming: "already has a table") { try await store.createTables(dryRun: true) }
  }

  @Test("Each extra is made, made again and undone without a trace", arguments: PostgresExtra.allCases)
  func extras(extra: PostgresExtra) async throws {
    let fixture = try await PostgresFixture()
    let census = """
      SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace),
        (SELECT count(*) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace),
        (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'djtriggers_trigger'::regclass)
      """
    let server = try await PostgresServer.shared()
    let before = try await server.execute(census, at: fixture.url)
    let planned = try await fixture.postgres.add(extra, dryRun: true)
    #expect(try await server.execute(census, at: fixture.url) == before)
    #expect(try await fixture.postgres.add(extra, dryRun: false) == planned)
    let made = try await server.execute(census, at: fixture.url)
    #expect(made != before)
    let identities = """
      SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace UNION ALL
      SELECT oid FROM pg_trigger WHERE tgrelid = 'djtriggers_trigger'::regclass ORDER BY 1
      """
    let first = try await server.execute(identities, at: fixture.url)
    // What is there is not made anew: that would keep others from the table.
    #expect(try await fixture.postgres.add(extra, dryRun: true) == [])
    #expect(try await fixture.postgres.add(extra, dryRun: false) == [])
    #expect(try await server.execute(identities, at: fixture.url) == first)
    _ = try await fixture.postgres.remove(extra, dryRun: false)
    #expect(try await server.execute(census, at: fixture.url) == before)
    _ = try await fixture.postgres.remove(extra, dryRun: false)
  }

  @Test("An index that was left half built is built anew")
  func invalidIndex() async throws {
    let fixture = try await PostgresFixture()
    _ = try await fixture.postgres.add(.indexes, dryRun: false)
    try await fixture.execute(
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'triggertop_due'::regclass")
    #expect(try await fixture.postgres.add(.indexes, dryRun: false).count == 2)
    #expect(
      try await fixture.texts("SELECT indisvalid FROM pg_index WHERE indexrelid = 'triggertop_due'::regclass") == ["t"])
  }

  @Test("An index is built whatever limit the role has for statements; one that fails leaves nothing behind")
  func limitedRole() async throws {
    let fixture = try await PostgresFixture()
    let role = try await fixture.role()
    try await fixture.execute(
      """
      ALTER ROLE \(role) SET statement_timeout = '30ms'; ALTER TABLE djtriggers_trigger OWNER TO \(role);
      DO $$ BEGIN EXECUTE format('GRANT CREATE ON SCHEMA %I TO \(role)', current_schema()); END $$;
      INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries)
        SELECT 'pay_bill', now(), 0 FROM generate_series(1, 100000);
      """)
    let store = try PostgresStore(fixture.url(as: role))
    #expect(try await store.add(.indexes, dryRun: false).count == 6)
    #expect(try await store.missingIndexes().isEmpty)
    _ = try await store.remove(.indexes, dryRun: false)
    try await fixture.execute("CREATE TABLE triggertop_unprocessed (id integer)")
    await #expect(throws: StoreError.self) { try await store.add(.indexes, dryRun: false) }
    let invalid = "SELECT count(*) FROM pg_index WHERE indrelid = 'djtriggers_trigger'::regclass AND NOT indisvalid"
    #expect(try await fixture.texts(invalid) == ["0"])
  }

  @Test("A build whose task is cancelled is stopped on the server, and leaves no index")
  func cancelledBuild() async throws {
    let fixture = try await PostgresFixture()
    let reader = try PostgresConnection(PostgresAddress(fixture.url))
    try await reader.command("BEGIN", deadline: .after(.seconds(60)))
    try await reader.command(
      "INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries) VALUES ('a', now(), 0)",
      deadline: .after(.seconds(60)))
    let building = Task { try await fixture.postgres.add(.indexes, dryRun: false) }
    // It waits for the other's transaction to end.
    let waiting = """
      SELECT 1 FROM pg_stat_activity
      WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock' AND datname = current_database()
        AND query LIKE '%' || current_schema() || '%'
      """
    try await Patience.until { try await !fixture.texts(waiting).isEmpty }
    building.cancel()
    // What is left is removed once the other's transaction is over.
    try await Patience.until { try await fixture.texts(waiting).isEmpty }
    try await reader.command("ROLLBACK", deadline: .after(.seconds(60)))
    await #expect(throws: CancellationError.self) { try await building.value }
    #expect(try await fixture.texts("SELECT relname FROM pg_class WHERE oid = to_regclass('triggertop_due')") == [])
  }

  @Test("With the guards the application may alter its columns' types; guards of the first version make way")
  func alteredTypes() async throws {
    let fixture = try await PostgresFixture()
    for extra in [PostgresExtra.guard, .observe, .notify] { _ = try await fixture.postgres.add(extra, dryRun: false) }
    try await fixture.execute(
      """
      ALTER TABLE djtriggers_trigger ALTER COLUMN number_of_tries TYPE bigint;
      ALTER TABLE djtriggers_trigger ALTER COLUMN date_processed TYPE timestamptz(3);
      DROP TRIGGER triggertop_guard ON djtriggers_trigger;
      CREATE TRIGGER triggertop_guard BEFORE UPDATE ON djtriggers_trigger
        FOR EACH ROW WHEN (OLD.date_processed IS NOT NULL) EXECUTE FUNCTION triggertop_guard();
      """)
    #expect(try await fixture.postgres.add(.guard, dryRun: false).count == 3)
    #expect(try await fixture.postgres.add(.guard, dryRun: false).isEmpty)
    try await fixture.execute("ALTER TABLE djtriggers_trigger ALTER COLUMN date_processed TYPE timestamptz(6)")
  }

  @Test("What was disabled is enabled again, and what stayed on a table that was swapped out is removed")
  func disabledAndSwapped() async throws {
    let fixture = try await PostgresFixture()
    _ = try await fixture.postgres.add(.notify, dryRun: false)
    _ = try await fixture.postgres.add(.indexes, dryRun: false)
    try await fixture.execute("ALTER TABLE djtriggers_trigger DISABLE TRIGGER USER")
    let enabling = try await fixture.postgres.add(.notify, dryRun: false)
    #expect(enabling.count == 1 && enabling[0].contains("ENABLE TRIGGER"))
    #expect(try await fixture.postgres.add(.notify, dryRun: false).isEmpty)
    try await fixture.execute(
      """
      ALTER TABLE djtriggers_trigger DISABLE TRIGGER USER;
      ALTER TABLE djtriggers_trigger RENAME TO before_swap;
      CREATE TABLE djtriggers_trigger (LIKE before_swap INCLUDING DEFAULTS INCLUDING IDENTITY);
      """)
    #expect(try await fixture.postgres.missingIndexes().count == 3)
    #expect(try await fixture.postgres.remove(.notify, dryRun: false).count == 2)
    #expect(try await fixture.postgres.remove(.indexes, dryRun: false).count == 3)
    let left = """
      SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
      UNION ALL SELECT tgname FROM pg_trigger WHERE tgrelid = 'before_swap'::regclass AND NOT tgisinternal
      UNION ALL SELECT relname FROM pg_class WHERE relname IN ('triggertop_due', 'triggertop_failed')
        AND relnamespace = current_schema()::regnamespace
      """
    #expect(try await fixture.texts(left) == [])
    #expect(try await fixture.postgres.remove(.notify, dryRun: false).isEmpty)
    #expect(try await fixture.postgres.add(.notify, dryRun: false).count == 2)
  }

  @Test("Tables that Django has taken over since are not triggertop's own any more")
  func takenOver() async throws {
    let empty = try await PostgresServer.shared().freshDatabase(schema: nil)
    let store = try PostgresStore(empty)
    _ = try await store.createTables(dryRun: false)
    #expect(try await store.facts().isOwn)
    try await PostgresServer.shared().execute("CREATE TABLE django_migrations (id integer)", at: empty)
    #expect(try await !store.facts().isOwn)
  }

  @Test("Whoever holds the table makes an extra give up soon, and nobody waits behind it")
  func heldTable() async throws {
    let fixture = try await PostgresFixture()
    let reader = try PostgresConnection(PostgresAddress(fixture.url))
    try await reader.command("BEGIN", deadline: .after(.seconds(60)))
    try await reader.command("LOCK TABLE djtriggers_trigger IN ROW EXCLUSIVE MODE", deadline: .after(.seconds(60)))
    await expect(.timedOut, naming: "lock") { try await fixture.postgres.add(.guard, dryRun: false) }
    try await reader.command("ROLLBACK", deadline: .after(.seconds(60)))
    #expect(try await fixture.postgres.add(.guard, dryRun: false).count == 2)
  }

  @Test("A try that can't be noted does not fail for it")
  func unobserved() async throws {
    let fixture = try await PostgresFixture()
    _ = try await fixture.postgres.add(.observe, dryRun: false)
    let id = try await fixture.store.fire([NewTrigger(type: "pay_bill")], now: .noon)[0]
    try await fixture.execute("DROP TABLE triggertop_attempt")
    try await fixture.execute("UPDATE djtriggers_trigger SET number_of_tries = 1 WHERE id = \(id)")
    #expect(try await fixture.texts("SELECT number_of_tries FROM djtriggers_trigger") == ["1"])
  }

  @Test(
    "Flaw 4: the guard keeps a finished trigger finished against a stale save, and lets operators and processors act")
  func guarding() async throws {
    let fixture = try await PostgresFixture()
    _ = try await fixture.postgres.add(.guard, dryRun: false)
    let id = try await fixture.store.fire([NewTrigger(type: "pay_bill")], now: .noon)[0]
    let stale = try await fixture.store.records(ids: [id])[0]
    var given = stale
    given.progress = Progress(processed: .noon, successful: false, tries: 5)
    try await fixture.save(given)
    try await fixture.save(stale)
    #expect(try await fixture.store.records(ids: [id]) == [given])
    let report = try await fixture.store.apply(
      .retry(keepTries: false), to: [Target(given)], by: Operator(name: "ann", host: "web3"), now: .noon)
    #expect(report.done.count == 1)
    #expect(try await fixture.store.records(ids: [id]) == [stale])
  }

  @Test("Observing notes the tries that Python counts, and not ours twice")
  func observing() async throws {
    let fixture = try await PostgresFixture()
    _ = try await fixture.postgres.add(.observe, dryRun: false)
    let id = try await fixture.store.fire([NewTrigger(type: "pay_bill")], now: .noon)[0]
    try await fixture.execute("UPDATE djtriggers_trigger SET number_of_tries = 1 WHERE id = \(id)")
    let claims = try await fixture.store.claim(
      ClaimRequest(.forced(ids: [id]), limit: 1, processorID: "p1", lease: .minutes(1)), now: .noon)
    let started = try #require(try await fixture.store.recheck(claims, now: .noon).first)
    let attempt = Attempt(number: 2, started: .noon, duration: .seconds(1), outcome: .failed)
    let finish = Finish(
      claim: claims[0], seen: started.record.progress, progress: Progress(tries: 2), attempt: attempt)
    #expect(try await fixture.store.finish([finish]) == [.recorded])
    #expect(try await fixture.store.detail(of: id, now: .noon)?.attempts.map(\.number) == [2, 1])
  }

  @Test("Firing wakes whoever listens, once a batch; with the extra, Django's inserts do too")
  func wakeups() async throws {
    let fixture = try await PostgresFixture()
    _ = try await fixture.postgres.add(.notify, dryRun: false)
    var heard = fixture.store.wakeups().makeAsyncIterator()
    try await fixture.isListening()
    _ = try await fixture.store.fire([NewTrigger(type: "pay_bill"), NewTrigger(type: "pay_bill")], now: nil)
    #expect(await heard.next() != nil)
    try await fixture.execute(
      "INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries) VALUES ('a', now(), 0)")
    #expect(await heard.next() != nil)
  }

  private let columns = """
    SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, is_identity, identity_generation,
      column_default
    FROM information_schema.columns WHERE table_name LIKE 'djtriggers%' ORDER BY table_name, ordinal_position
    """
  private let indexes = "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'djtriggers%' ORDER BY 1"
  private let constraints = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid::regclass::text LIKE 'djtriggers%' ORDER BY 1
    """
}

extension PostgresFixture {
  /// Returns once a connection to the database listens.
  func isListening() async throws {
    try await Patience.until {
      try await texts(
        """
        SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'
        """
      ).isEmpty == false
    }
  }
}
