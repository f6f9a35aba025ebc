import Testing
import TriggerCore

@testable import TriggerPostgres

/// What working triggers off costs, in rows that the server passed from one step of a plan to the next, or threw away.
@Suite("What work costs PostgreSQL", .serialized)
struct PostgresWorkCostTests {
  private static let type = "pay_bill"
  private static let sizes = [500, 2_000]

  @Test(
    "Claim, recheck and finish cost as much a trigger in a large batch as in a small one", arguments: [false, true])
  func linear(indexed: Bool) async throws {
    var costs: [[Int]] = []
    for size in Self.sizes {
      let fixture = try await PostgresFixture(indexed: indexed)
      // Statistics of a time when there was nothing: the planner takes each part for a row or two.
      try await Self.analyze(fixture)
      try await Self.fill(fixture, 10_000)
      costs.append(try await Self.costs(of: size, fixture))
    }
    for (small, large) in zip(costs[0], costs[1]) {
      #expect(large <= small * Self.sizes[1] / Self.sizes[0] * 5 / 4, "\(costs)")
      // Each is looked at in a few places, and a claim looks at a window of four times as many.
      #expect(large <= Self.sizes[1] * 40, "\(costs)")
    }
  }

  @Test("They cost no more where the tables are large and the planner knows it", arguments: [false, true])
  func large(indexed: Bool) async throws {
    let fixture = try await PostgresFixture(indexed: indexed)
    try await Self.fill(fixture, 40_000)
    try await Self.analyze(fixture)
    let costs = try await Self.costs(of: 500, fixture)
    #expect(costs.allSatisfy { $0 <= 500 * 40 }, "\(costs)")
  }

  @Test("A claim looks at no row that was processed, though the planner's statistics are of a time before that")
  func processed() async throws {
    let fixture = try await PostgresFixture()
    try await Self.fill(fixture, 30_000)
    try await Self.analyze(fixture)
    try await fixture.execute("UPDATE djtriggers_trigger SET date_processed = date_received")
    try await Self.fill(fixture, 3_000)
    let cost = try await Self.cost(of: Self.claim(10, fixture), fixture)
    #expect(cost <= 2_000 * 6)
  }

  @Test("Claims that others have in force cost a claim a look each")
  func held() async throws {
    let fixture = try await PostgresFixture()
    try await Self.fill(fixture, 10_000)
    let free = try await Self.cost(of: Self.claim(10, fixture), fixture)
    let others = ClaimRequest(.due(types: [Self.type]), limit: 4_000, processorID: "p2", lease: .minutes(1))
    #expect(try await fixture.store.claim(others, now: .noon).count == 4_000)
    #expect(try await Self.cost(of: Self.claim(10, fixture), fixture) <= free + 4_000 * 4)
  }

  private static func fill(_ fixture: PostgresFixture, _ count: Int) async throws {
    try await fixture.execute(
      """
      INSERT INTO djtriggers_trigger (trigger_type, date_received, number_of_tries)
      SELECT '\(type)', timestamptz \(fixture.literal(.noon)) - interval '1 h', 0 FROM generate_series(1, \(count))
      """)
  }

  private static func analyze(_ fixture: PostgresFixture) async throws {
    try await fixture.execute("ANALYZE djtriggers_trigger, triggertop_claim, triggertop_payload, billing_paybill")
  }

  /// Of claim, recheck and finish.
  private static func costs(of size: Int, _ fixture: PostgresFixture) async throws -> [Int] {
    let catalog = try await fixture.postgres.loadedCatalog()
    let claiming = try await cost(of: claim(size, fixture), fixture)
    let claims = try await fixture.store.claim(
      ClaimRequest(.due(types: [type]), limit: size, processorID: "p1", lease: .minutes(1)), now: .noon)
    #expect(claims.count == size)
    let recheck = PostgresStatement(
      LeaseStatements.recheck(catalog.names),
      [.instant(.noon), .ids(claims.map(\.id)), .int64s(claims.map(\.epoch))])
    let data = DataReading(catalog).statement(for: claims.map(\.id), withTypes: false)
    let rechecking = try await cost(of: recheck, fixture) + cost(of: data, fixture)
    let finishes = claims.map {
      Finish(claim: $0, seen: Progress(), progress: Progress(processed: .noon, successful: true), attempt: nil)
    }
    return [claiming, rechecking, try await cost(of: FinishStatement.statement(finishes, catalog), fixture)]
  }

  private static func claim(_ size: Int, _ fixture: PostgresFixture) async throws -> PostgresStatement {
    let request = ClaimRequest(.due(types: [type]), limit: size, processorID: "p1", lease: .minutes(1))
    return ClaimStatement(try await fixture.postgres.loadedCatalog()).statement(request, now: .noon)
  }

  /// Runs it, and takes back what it did.
  private static func cost(of statement: PostgresStatement, _ fixture: PostgresFixture) async throws -> Int {
    struct TakenBack: Error { let plan: [String] }
    let explained = PostgresStatement(
      "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + statement.sql, statement.parameters)
    do {
      return try await fixture.postgres.write { transaction in
        let plan = try transaction.run([PostgresTransaction.pinPlans, explained])[1]
          .map { try $0.get(0, as: String.self) }
        throw TakenBack(plan: plan)
      }
    } catch let error as TakenBack {
      var (sum, loops) = (0.0, 1.0)
      for line in error.plan {
        if let node = line.firstMatch(of: /actual rows=([\d.]+) loops=(\d+)/) {
          loops = Double(node.2) ?? 1
          sum += (Double(node.1) ?? 0) * loops
        } else if let removed = line.firstMatch(of: /Rows Removed by .*: (\d+)/) {
          sum += (Double(removed.1) ?? 0) * loops
        }
      }
      return Int(sum)
    }
  }
}
