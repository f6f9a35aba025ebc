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
    #expect(try await fixture.store.facts().sideTables == 1)
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
    #expect(try await store.facts().sideTables == 1)
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
    let started = try #require(try await fixture.store.start(claims, now: .noon).first)
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
    while try await texts(
      """
      SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'
      """
    ).isEmpty {
      await Task.yield()
    }
  }
}
