import DriverContracts
import GRDB
import TestSupport
import Testing
import TriggerCore

@testable import TriggerSQLite

@Suite("What reading costs")
struct CostTests {
  private static let unprocessed: Set<TriggerState> = [.pending, .scheduled, .failing, .warned]

  @Test("Pages by id and by date read an index and sort nothing", arguments: [true, false], [true, false])
  func indexed(ascending: Bool, forward: Bool) async throws {
    let store = SQLiteStore.inMemory()
    let queries = [
      PageQuery(sort: TriggerSort(.id, ascending: ascending)),
      PageQuery(filter: TriggerFilter(states: Self.unprocessed), sort: TriggerSort(.id, ascending: ascending)),
      PageQuery(filter: TriggerFilter(types: [.exactly("a")]), sort: TriggerSort(.id, ascending: ascending)),
      PageQuery(sort: TriggerSort(.processed, ascending: ascending)),
      PageQuery(filter: TriggerFilter(states: [.failed]), sort: TriggerSort(.processed, ascending: ascending)),
    ]
    for var query in queries {
      query.direction = forward ? .forward : .backward
      for cursor in [nil, PageCursor(TriggerRecord(id: 9, type: "a", source: nil, received: .noon), in: query.sort)] {
        query.cursor = cursor
        for segment in try await store.segments(of: query) {
          let plan = try await store.plan(of: segment)
          #expect(plan.contains { $0.contains("SEARCH") || $0.contains("USING INDEX") } || query.sort.key == .id)
          #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        }
      }
    }
  }

  @Test("Where more wait than may be sorted, only the newest are, and the others are read along an index")
  func window() async throws {
    let store = SQLiteStore.inMemory()
    _ = try await store.fire(Array(repeating: NewTrigger(type: "a"), count: 100), now: .noon)
    let query = PageQuery(filter: TriggerFilter(states: Self.unprocessed), sort: TriggerSort(.due), examine: 20)
    let plans = try await store.plans(of: query)
    #expect(plans.count == 2)
    for plan in plans { #expect(plan.contains { $0.contains("djtriggers_trigger_date_processed") }, "\(plan)") }
    #expect(plans.map { $0.filter { $0.contains("TEMP B-TREE") }.count } == [1, 0])
  }

  @Test("What is scheduled is read along the index of its times, and not sorted", arguments: [true, false])
  func scheduled(ascending: Bool) async throws {
    let store = SQLiteStore.inMemory()
    let trigger = NewTrigger(type: "a", after: .noon + .hours(1))
    _ = try await store.fire(Array(repeating: trigger, count: 100), now: .noon)
    let sort = TriggerSort(.due, ascending: ascending)
    let plans = try await store.plans(
      of: PageQuery(filter: TriggerFilter(states: [.scheduled]), sort: sort, examine: 20))
    #expect(plans.count == 1)
    #expect(plans[0].contains { $0.contains("djtriggers_trigger_process_after") }, "\(plans)")
    #expect(!plans[0].contains { $0.contains("TEMP B-TREE") }, "\(plans)")
  }

  @Test("Orphans are swept part by part, and nobody waits for all of them: where one is kept, those before it are gone")
  func sweep() async throws {
    let fixture = try await MemoryFixture()
    try await fixture.execute(
      """
      INSERT INTO djtriggers_trigger (id, trigger_type, date_received, number_of_tries) VALUES (1, 'a', '2026-11-20', 0);
      INSERT INTO triggertop_attempt (trigger_id, received, epoch, number, started_at, duration, outcome)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)
      SELECT iif(i IN (7, 30000, 44999), 9, 1), '2026-11-20', i, 1, '2026-11-20', 1, 'failed' FROM n;
      CREATE TRIGGER keep BEFORE DELETE ON triggertop_attempt WHEN OLD.id > 40000 BEGIN SELECT RAISE(ABORT, 'no'); END;
      """)
    let store = try #require(fixture.store as? any TriggerCleaning)
    await #expect(throws: StoreError.self) { try await store.sweepOrphans(limit: 100) }
    try await fixture.execute("DROP TRIGGER keep")
    #expect(try await store.sweepOrphans(limit: 100) == 1)
  }

  @Test("What is to be forgotten is found by when it began, also once SQLite has statistics")
  func forgetting() async throws {
    let store = SQLiteStore.inMemory()
    try await store.database.write { try $0.execute(sql: "ANALYZE") }
    let plan = try await store.plan(
      of: SQL(sql: SQLiteStore.oldAttempts, arguments: ["", 0, "2026-11-20 12:00:00", 1_000]))
    #expect(plan.contains { $0.contains("SEARCH a USING INDEX triggertop_attempt_started") }, "\(plan)")
    #expect(plan.contains { $0.contains("SEARCH t USING INTEGER PRIMARY KEY") }, "\(plan)")
    #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
  }

  @Test("Beyond the cap counts say at least, and how much was looked at")
  func capped() async throws {
    let store = SQLiteStore.inMemory()
    let total = SQLiteStore.caps.unprocessed * 2
    try await store.database.write { db in
      try db.execute(
        sql: """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(total))
          INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries)
          SELECT 'pay_bill', '2026-11-23 11:00:00', 0 FROM n
          """)
    }
    let counts = try await store.counts(CountQuery(), now: .noon)
    #expect(counts.due == Tally(SQLiteStore.caps.unprocessed, .atLeast))
    #expect(counts.states[.warned] == Tally(0, .atLeast))
    #expect(counts.states[.failed] == Tally(0))
    #expect(counts.scanned == 0.5)
  }

  @Test("A window that reaches beyond the cap counts at least; shorter ones stay exact")
  func cappedWindow() async throws {
    let store = SQLiteStore.inMemory()
    let cap = SQLiteStore.caps.processed
    try await store.database.write { db in
      try db.execute(
        sql: """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(cap + 10))
          INSERT INTO djtriggers_trigger (trigger_type, date_received, date_processed, number_of_tries, successful)
          SELECT 'pay_bill', '2026-11-23 11:00:00', datetime('2026-11-23 12:00:00', '-' || (i / 100) || ' seconds'), 0, 1 FROM n
          """)
    }
    let counts = try await store.counts(CountQuery(doneWindow: .hours(2)), now: .noon)
    #expect(counts.states[.succeeded] == Tally(cap, .atLeast))
    #expect(counts.processedLastMinute == Tally(6_099))
  }

  @Test("Claiming reads nothing but what is due, where the file is our own; also once SQLite has statistics")
  func claiming() async throws {
    let store = SQLiteStore.inMemory()
    try await store.database.write { db in
      try db.execute(
        sql: """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
          INSERT INTO djtriggers_trigger (trigger_type, date_received, date_processed, number_of_tries)
          SELECT iif(i < 900, 'a', 'b'), '2026-11-23 11:00:00', iif(i < 900, i, NULL), 0 FROM n;
          ANALYZE
          """)
    }
    let arguments: StatementArguments = ["types": "[\"a\"]", "now": "", "window": 1, "share": 1, "limit": 1]
    let plan = try await store.plan(of: SQL(sql: SQLiteStore.dueByType, arguments: arguments))
    let reads = plan.filter { $0.contains(" t USING") || $0.hasPrefix("SCAN t") }
    #expect(reads.count == 2)
    #expect(
      reads.allSatisfy {
        $0.contains("SEARCH t USING") && $0.contains("triggertop_due (trigger_type=? AND process_after")
      })
  }
}

extension SQLiteStore {
  fileprivate func segments(of query: PageQuery) async throws -> [SQL] {
    try await database.read { try PageSQL(query, now: .noon, $0).segments.map(\.sql) }
  }

  fileprivate func plans(of query: PageQuery) async throws -> [[String]] {
    var plans: [[String]] = []
    for segment in try await segments(of: query) { plans.append(try await plan(of: segment)) }
    return plans
  }

  /// SQLite's own words on how it would run a statement, line by line.
  fileprivate func plan(of statement: SQL) async throws -> [String] {
    try await database.read { db in
      let explained = SQL(sql: "EXPLAIN QUERY PLAN ") + statement
      return try SQLRequest<Row>(literal: explained).fetchAll(db).map { $0["detail"] }
    }
  }
}
