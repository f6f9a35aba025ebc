import BlockingIO
import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("PostgreSQL out of order", .heavy)
struct PostgresOutageTests {
  @Test("While the server is frozen every call ends in time, and all go on when it thaws")
  func frozen() async throws {
    let server = try await PostgresServer.dedicated()
    let limit = Duration.milliseconds(300)
    let url = try await server.freshDatabase()
    let patient = try PostgresStore(url)
    _ = try await patient.migrate(dryRun: false)
    let ids = try await patient.fire([NewTrigger(type: "pay_bill")], now: nil)
    let store = try PostgresStore(url, options: PostgresOptions(readTimeout: limit, workTimeout: limit))
    _ = try await untilReached { try await store.page(PageQuery(), now: nil) }
    try await server.suspend()
    for _ in 0..<2 {
      await expectOutage { try await store.page(PageQuery(), now: nil) }
      await expectOutage { try await store.counts(CountQuery(), now: nil) }
      await expectOutage { try await store.fire([NewTrigger(type: "pay_bill")], now: nil) }
      await expectOutage { try await store.extend([Claim(id: 1, epoch: 1)], lease: .minutes(1), now: nil) }
    }
    try await server.resume()
    // What was sent while it was frozen may have been carried out since.
    #expect(try await untilReached { try await store.page(PageQuery(), now: nil) }.rows.first?.id == ids[0])
    #expect(try await untilReached { try await store.fire([NewTrigger(type: "pay_bill")], now: nil) }.count == 1)
  }

  @Test("A server that died and came back is used again, by all connections")
  func restarted() async throws {
    let server = try await PostgresServer.dedicated()
    let store = try PostgresStore(try await server.freshDatabase())
    _ = try await store.migrate(dryRun: false)
    let id = try await store.fire([NewTrigger(type: "pay_bill")], now: nil)[0]
    let request = ClaimRequest(.due(types: ["pay_bill"]), limit: 1, processorID: nil, lease: .minutes(10))
    let claims = try await store.claim(request, now: nil)
    // A throwaway server does not write each commit to disk at once.
    try await server.execute("CHECKPOINT", at: server.url(database: "postgres"))
    try await server.kill()
    await expectOutage { try await store.detail(of: id, now: nil) }
    await expectOutage { try await store.recheck(claims, now: nil) }
    await expectOutage { try await store.extend(claims, lease: .minutes(10), now: nil) }
    try await server.start()
    #expect(try await untilReached { try await store.detail(of: id, now: nil) }?.row.id == id)
    #expect(try await untilReached { try await store.extend(claims, lease: .minutes(10), now: nil) } == claims)
    #expect(try await untilReached { try await store.recheck(claims, now: nil) }.map(\.claim) == claims)
  }

  @Test("A lock that somebody holds costs a call its time and no connection")
  func locked() async throws {
    let fixture = try await PostgresFixture()
    let id = try await fixture.store.fire([NewTrigger(type: "pay_bill")], now: nil)[0]
    let record = try await fixture.store.records(ids: [id])[0]
    let hasty = try PostgresStore(fixture.url, options: PostgresOptions(workTimeout: .seconds(2)))
    let holder = try PostgresConnection(PostgresAddress(fixture.url))
    try await holder.command("BEGIN", deadline: .after(.seconds(30)))
    try await holder.command("SELECT FROM djtriggers_trigger FOR UPDATE", deadline: .after(.seconds(30)))
    await expect(.timedOut, naming: "lock") {
      try await hasty.apply(.delete, to: [Target(record)], by: Operator(name: "ann", host: "web3"), now: nil)
    }
    try await holder.command("ROLLBACK", deadline: .after(.seconds(30)))
    let report = try await untilReached {
      try await hasty.apply(.delete, to: [Target(record)], by: Operator(name: "ann", host: "web3"), now: nil)
    }
    #expect(report.done.count == 1)
  }
}

private func expectOutage(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async {
  do {
    _ = try await body()
    Issue.record("was answered", sourceLocation: sourceLocation)
  } catch StoreError.unreachable, StoreError.timedOut {
  } catch {
    Issue.record("threw \(error)", sourceLocation: sourceLocation)
  }
}

/// Asks again while the server can't be reached: a store is gentle with a server that failed it, for a time.
private func untilReached<Value>(_ body: () async throws -> Value) async throws -> Value {
  var answer: Value?
  try await Patience.until {
    do {
      answer = try await body()
      return true
    } catch StoreError.unreachable, StoreError.timedOut {
      return false
    }
  }
  return try #require(answer)
}
