import Testing
import TriggerCore

@testable import TriggerPostgres

/// What reading costs, in rows that the server looked at.
@Suite("What reading costs PostgreSQL", .serialized)
struct PostgresCostTests {
  private static let examine = 1_000

  private static let views = [
    TriggerFilter(states: [.failing, .warned, .failed], processedWithin: .hours(24)), TriggerFilter(states: [.pending]),
    TriggerFilter(states: [.scheduled]), TriggerFilter(states: [.warned]),
    TriggerFilter(states: [.failed], processedWithin: .hours(24)),
    TriggerFilter(states: [.succeeded], processedWithin: .hours(1)), TriggerFilter(),
  ]

  @Test("A page looks at a bounded number of rows in each view and order", arguments: [false, true])
  func pages(indexed: Bool) async throws {
    let fixture = try await Self.backlog(indexed: indexed)
    for filter in Self.views {
      for sort in TriggerSort.Key.allCases.flatMap({ [TriggerSort($0), TriggerSort($0, ascending: false)] }) {
        for direction in [PageQuery.Direction.forward, .backward] {
          let query = PageQuery(filter: filter, sort: sort, direction: direction, examine: Self.examine)
          let read = try await Self.rowsRead(by: query, fixture)
          // Parts of the filter, the edge of what is sorted, what is sorted, and what follows.
          #expect(read <= 5 * (Self.examine + 1), "\(filter.states) \(sort) \(direction)")
        }
      }
    }
  }

  @Test("What falls due next is found by looking at a page's rows and a few more", arguments: [true, false])
  func scheduled(ascending: Bool) async throws {
    let fixture = try await Self.backlog(indexed: false)
    let query = PageQuery(
      filter: TriggerFilter(states: [.scheduled]), sort: TriggerSort(.due, ascending: ascending), limit: 100,
      examine: Self.examine)
    #expect(try await Self.rowsRead(by: query, fixture) < 300)
    let page = try await fixture.store.page(query, now: .noon)
    let order = ascending ? "ASC" : "DESC"
    let truth = try await fixture.texts(
      """
      SELECT id FROM djtriggers_trigger WHERE date_processed IS NULL AND number_of_tries = 0
        AND process_after >= \(fixture.literal(.noon)) ORDER BY process_after \(order), id \(order) LIMIT 100
      """)
    #expect(page.rows.map { "\($0.id)" } == truth.compactMap(\.self))
  }

  @Test("A part of a sweep for orphans looks at the triggers of its own rows, however many others there are")
  func sweep() async throws {
    let fixture = try await Self.backlog(indexed: false)
    try await fixture.execute(
      """
      INSERT INTO triggertop_attempt (trigger_id, received, epoch, number, started_at, duration, outcome)
      SELECT id + CASE WHEN id % 1000 = 0 THEN 1000000 ELSE 0 END, date_received, id, 1, date_received, '1 s', 'failed'
      FROM djtriggers_trigger;
      ANALYZE triggertop_attempt
      """)
    let names = try await fixture.postgres.loadedCatalog().names
    let sweep = try #require(OrphanSweep.all(names).last)
    #expect(try await Self.rowsRead(by: sweep.statement(from: 0, limit: 100_000), fixture) <= OrphanSweep.window)
    #expect(try await fixture.postgres.sweepOrphans(limit: 100) == 30)
  }

  @Test("Forgetting looks at as many attempts, and triggers, as its limit says, however many others there are")
  func forgetting() async throws {
    let fixture = try await Self.backlog(indexed: false)
    try await fixture.execute(
      """
      INSERT INTO triggertop_attempt (trigger_id, received, epoch, number, started_at, duration, outcome)
      SELECT id, date_received, id, 1, date_received, '1 s', 'failed' FROM djtriggers_trigger;
      INSERT INTO triggertop_action (at, operator, host, verb)
      SELECT timestamptz '2026-11-01 00:00+0' + i * interval '1 day', 'anna', 'web3', 'retry'
      FROM generate_series(1, 5000) AS i;
      INSERT INTO triggertop_action_item (action_id, trigger_id, received, result)
      SELECT id, id, now(), 'done' FROM triggertop_action;
      ANALYZE triggertop_attempt, triggertop_action, triggertop_action_item
      """)
    let names = try await fixture.postgres.loadedCatalog().names
    for table in ["djtriggers_trigger", "triggertop_attempt", "triggertop_action", "triggertop_action_item"] {
      let statement = ForgetStatement.statement(names, olderThan: .days(1), limit: 100, after: nil, now: .noon)
      // What is found, and what is removed of it.
      #expect(try await Self.rowsRead(by: statement, of: table, fixture) <= 2 * 100, "\(table)")
    }
    // By now the oldest are those that stay.
    let first = try await fixture.postgres.forget(olderThan: .days(1), limit: 100, after: nil, now: .noon)
    let place = try #require(first.place)
    let second = try await fixture.postgres.forget(olderThan: .days(1), limit: 100, after: place, now: .noon)
    #expect(second.removed > 0 && second.place != nil)
  }

  /// 50,000 rows: a fifth processed over twenty days, and of the others half scheduled.
  private static func backlog(indexed: Bool) async throws -> PostgresFixture {
    let fixture = try await PostgresFixture(indexed: indexed)
    try await fixture.execute(
      """
      INSERT INTO djtriggers_trigger (
        trigger_type, date_received, date_processed, process_after, number_of_tries, successful)
      SELECT 'type ' || i % 4, now - i * interval '1 minute',
        CASE WHEN i % 5 = 0 THEN now - i * interval '34 seconds' END,
        CASE WHEN i % 2 = 0 THEN now + (i * 7919 % 50000) * interval '1 second' END,
        CASE WHEN i % 100 = 1 THEN 4 WHEN i % 100 = 3 THEN 1 ELSE 0 END, CASE WHEN i % 5 = 0 THEN i % 35 > 0 END
      FROM generate_series(1, 50000) AS i, (SELECT timestamptz \(fixture.literal(.noon)) AS now) AS clock;
      ANALYZE djtriggers_trigger
      """)
    return fixture
  }

  private static func rowsRead(by query: PageQuery, _ fixture: PostgresFixture) async throws -> Int {
    let catalog = try await fixture.postgres.loadedCatalog()
    return try await rowsRead(by: PageStatement.statement(for: query, now: .noon, catalog: catalog), fixture)
  }

  private static func rowsRead(
    by statement: PostgresStatement, of table: String = "djtriggers_trigger", _ fixture: PostgresFixture
  ) async throws -> Int {
    let explained = PostgresStatement(
      "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + statement.sql, statement.parameters)
    let plan = try await fixture.postgres.write { transaction in
      try transaction.runByIndex(explained)[0].map { try $0.get(0, as: String.self) }
    }
    return plan.indices.reduce(0) { sum, index in
      guard plan[index].contains("Scan"), plan[index].contains(" on \(table) "),
        let match = plan[index].firstMatch(of: /actual rows=([\d.]+) loops=(\d+)/),
        let rows = Double(match.1), let loops = Double(match.2)
      else { return sum }
      let rest = plan[(index + 1)...].prefix { !$0.contains("->") }
      let removed = rest.compactMap { $0.firstMatch(of: /Rows Removed by .*: (\d+)/).flatMap { Double($0.1) } }.reduce(
        0, +)
      return sum + Int((rows + removed) * loops)
    }
  }
}
