import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("What PostgresStore finds when it opens a database", .heavy)
struct PostgresFactsTests {
  @Test("Django's tables are found by the search path, with their children, and nothing is altered by looking")
  func djangoTables() async throws {
    let fixture = try await PostgresFixture(migrated: false)
    let census = "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
    let before = try await fixture.texts(census)
    let facts = try await fixture.store.facts()
    #expect(facts.childTables == ["billing_paybill"])
    #expect(facts.sideTables == nil && !facts.isOwn && facts.readOnlyReason == nil)
    #expect(facts.name.hasPrefix("postgres@127.0.0.1:"))
    _ = try await fixture.store.page(PageQuery(), now: nil)
    #expect(try await fixture.texts(census) == before)
  }

  @Test("A role with nothing but SELECT reads everything, and is told why it can't act")
  func readOnlyRole() async throws {
    let fixture = try await PostgresFixture()
    let ids = try await fixture.store.fire([NewTrigger(type: "pay_bill")], now: nil)
    try await fixture.execute(
      """
      DO $$ BEGIN
        CREATE ROLE looker LOGIN;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO looker', current_schema());
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO looker', current_schema());
      END $$
      """)
    let store = try PostgresStore(fixture.url.replacing("postgres@", with: "looker@"))
    #expect(try await store.facts().readOnlyReason == "The role looker may not change djtriggers_trigger.")
    #expect(try await store.facts().sideTables == StoreFacts.workingVersion)
    let page = try await store.page(PageQuery(), now: nil)
    #expect(page.rows.map(\.id) == ids)
    #expect(try await store.detail(of: ids[0], now: nil)?.row == page.rows[0])
    _ = try await store.counts(CountQuery(), now: nil)
    _ = try await store.processors(now: nil)
    await expect(.notPermitted, naming: "looker") {
      try await store.apply(
        .delete, to: [Target(page.rows[0].record)], by: Operator(name: "ann", host: "web3"), now: nil)
    }
    await expect(.notPermitted, naming: "permission denied") {
      try await store.fire([NewTrigger(type: "pay_bill")], now: nil)
    }
  }

  @Test("Side tables that are there and may not be read are none to be made: the grant is named, and the list is read")
  func unreadableSideTables() async throws {
    let fixture = try await PostgresFixture()
    let ids = try await fixture.store.fire([NewTrigger(type: "pay_bill")], now: nil)
    try await fixture.execute(
      """
      DO $$ BEGIN
        CREATE ROLE glancer LOGIN;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO glancer', current_schema());
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO glancer', current_schema());
        EXECUTE format('GRANT UPDATE ON djtriggers_trigger TO glancer');
        REVOKE SELECT ON triggertop_attempt FROM glancer;
      END $$
      """)
    let store = try PostgresStore(fixture.url.replacing("postgres@", with: "glancer@"))
    let facts = try await store.facts()
    #expect(facts.sideTables == nil)
    let refusal = try #require(facts.sideTablesRefusal)
    #expect(refusal.hasPrefix("The role glancer may not read triggertop_attempt") && refusal.contains("GRANT SELECT"))
    #expect(facts.lack(for: "Processing") == .notPermitted(refusal))
    #expect(try await SideTablesCheck(store: store).run().detail == refusal)
    #expect(try await store.page(PageQuery(), now: nil).rows.map(\.id) == ids)
    #expect(try await fixture.store.facts().sideTablesRefusal == nil)
  }

  @Test("What a role can't see is named with its remedy, and so is a policy that may hide rows from it")
  func hiddenTables() async throws {
    let fixture = try await PostgresFixture(migrated: false)
    #expect(try await fixture.postgres.hiddenTables().isEmpty)
    try await fixture.execute(
      """
      DO $$ BEGIN
        CREATE ROLE purblind LOGIN;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO purblind', current_schema());
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO purblind', current_schema());
        REVOKE SELECT ON billing_paybill FROM purblind;
      END $$
      """)
    let store = try PostgresStore(fixture.url.replacing("postgres@", with: "purblind@"))
    let closed = "billing_paybill, which role purblind may not read: GRANT SELECT"
    #expect(try await store.hiddenTables() == [closed])
    try await fixture.execute(
      """
      ALTER TABLE djtriggers_trigger ENABLE ROW LEVEL SECURITY;
      ALTER TABLE djtriggers_triggerresult ENABLE ROW LEVEL SECURITY
      """)
    let policy = "whose row security may hide it from role purblind: give that a policy to see it"
    #expect(
      try await store.hiddenTables()
        == [closed, "djtriggers_trigger, \(policy)", "djtriggers_triggerresult, \(policy)"])
  }

  @Test("A session opened read-only can't write, whatever its role may")
  func readOnlySession() async throws {
    let fixture = try await PostgresFixture(migrated: false)
    let store = try PostgresStore(fixture.url, options: PostgresOptions(readOnly: true))
    #expect(try await store.facts().readOnlyReason == "The session was opened read-only.")
    await expect(.notPermitted, naming: "read") { try await store.fire([NewTrigger(type: "pay_bill")], now: nil) }
    await expect(.notPermitted, naming: "read") { try await store.migrate(dryRun: false) }
  }

  @Test("Tables of a newer triggertop, half of them, or columns of other types are refused by name")
  func otherTables() async throws {
    let newer = try await PostgresFixture()
    try await newer.execute("INSERT INTO triggertop_schema (version) VALUES (99)")
    await expect(.wrongSchema, naming: "version 99") { try await newer.store.facts() }
    let half = try await PostgresFixture()
    try await half.execute("DROP TABLE triggertop_attempt")
    await expect(.wrongSchema, naming: "triggertop_attempt") { try await half.store.facts() }
    let other = try await PostgresFixture(migrated: false)
    try await other.execute("ALTER TABLE djtriggers_trigger ALTER date_received TYPE timestamp")
    await expect(.wrongSchema, naming: "date_received") { try await other.store.facts() }
  }

  @Test("What is missing is named, with the remedy")
  func missing() async throws {
    let server = try await PostgresServer.shared()
    let empty = try await server.freshDatabase(schema: nil)
    await expect(.wrongSchema, naming: "no table djtriggers_trigger") { try await PostgresStore(empty).facts() }
    try await server.execute(
      "CREATE SCHEMA shop; CREATE TABLE shop.djtriggers_trigger (id integer, trigger_type text)", at: empty)
    await expect(.wrongSchema, naming: "-csearch_path=shop") { try await PostgresStore(empty).facts() }
    await expect(.wrongSchema, naming: "lacks source, date_received") {
      try await PostgresStore("\(empty)?options=-csearch_path%3Dshop").facts()
    }
    let fixture = try await PostgresFixture(migrated: false)
    await expect(.needsMigration, naming: "triggertop migrate") {
      try await fixture.store.claim(
        ClaimRequest(.due(types: ["pay_bill"]), limit: 1, processorID: nil, lease: .minutes(1)), now: nil)
    }
  }

  @Test("Whoever is not let in gets one sentence, without the password")
  func refusals() async throws {
    let server = try await PostgresServer.shared()
    let port = server.port
    try await server.execute(
      "CREATE ROLE keyed LOGIN PASSWORD 'right' IN ROLE password_required", at: server.url(database: "postgres"))
    await expect(.notPermitted, naming: "keyed") {
      try await PostgresStore(server.url(database: "postgres", user: "keyed", password: "s3cret")).facts()
    }
    await expect(.unreachable, naming: "no_such_database") {
      try await PostgresStore(server.url(database: "no_such_database")).facts()
    }
    await expect(.unreachable, naming: "127.0.0.1") {
      try await PostgresStore("postgresql://ann:s3cret@127.0.0.1:1/app").facts()
    }
    await expect(.refused, naming: "address") { try PostgresStore("postgresql://ann:s3cret@x@127.0.0.1:\(port)/app") }
  }
}

/// The cases of `StoreError`.
enum ErrorKind { case unreachable, timedOut, notPermitted, wrongSchema, needsMigration, refused, failed }

/// Expects an error of that kind, in one sentence that holds a text and no secret.
func expect(
  _ kind: ErrorKind, naming part: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws -> some Any
) async {
  do {
    _ = try await body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  } catch let error as StoreError {
    let found: ErrorKind =
      switch error {
      case .unreachable: .unreachable
      case .timedOut: .timedOut
      case .notPermitted: .notPermitted
      case .wrongSchema: .wrongSchema
      case .needsMigration: .needsMigration
      case .refused: .refused
      case .failed: .failed
      }
    #expect(found == kind, "\(error)", sourceLocation: sourceLocation)
    #expect(error.description.contains(part), sourceLocation: sourceLocation)
    #expect(!error.description.contains("s3cret"), sourceLocation: sourceLocation)
    #expect(error.description.hasSuffix(".") || error.description.hasSuffix(")"), sourceLocation: sourceLocation)
  } catch {
    Issue.record("threw \(error)", sourceLocation: sourceLocation)
  }
}
