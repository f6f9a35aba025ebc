import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

/// Somebody else's transaction has the row of a running trigger locked: an operator in psql, a view of Django's admin.
@Suite("Rows that others have locked, and servers that only read") struct PostgresBusyTests {
  @Test("an end whose row somebody has locked waits for nobody and holds up none, and is recorded when it is free")
  func locked() async throws {
    let fixture = try await PostgresFixture()
    let store = fixture.store
    let ids = try await store.fire(Array(repeating: NewTrigger(type: "pay_bill"), count: 3), now: .noon)
    let claims = try await store.claim(
      ClaimRequest(.due(types: ["pay_bill"]), limit: 9, processorID: "p1", lease: .minutes(1)), now: .noon)
    let checked = try await store.recheck(claims, now: .noon)
    let finishes = checked.map { trigger in
      Finish(
        claim: trigger.claim, seen: trigger.record.progress, progress: Progress(processed: .noon, successful: true),
        attempt: nil, results: ["paid"])
    }
    let other = DirectConnection(fixture.url)
    try await other.execute("BEGIN; SELECT FROM djtriggers_trigger WHERE id = \(ids[1]) FOR UPDATE")
    #expect(try await store.finish(finishes) == [.recorded, .busy, .recorded])
    #expect(try await store.extend(claims, lease: .minutes(1), now: .noon).map(\.id) == [ids[1]])
    #expect(try await store.finish([finishes[1]]) == [.busy])
    try await other.execute("ROLLBACK")
    #expect(try await store.finish([finishes[1]]) == [.recorded])
    #expect(try await store.finish([finishes[1]]) == [.stale])
    #expect(try await store.detail(of: ids[1], now: .noon)?.results == ["paid"])
  }

  @Test("a session that was opened while its role could only read is not kept: what is written afterwards goes through")
  func readOnlyForAWhile() async throws {
    let fixture = try await PostgresFixture()
    let role = try await fixture.role()
    try await fixture.execute("ALTER ROLE \(role) SET default_transaction_read_only = on")
    let store = try PostgresStore(fixture.url(as: role))
    await expect(.notPermitted, naming: "read") { try await store.fire([NewTrigger(type: "pay_bill")], now: nil) }
    try await fixture.execute("ALTER ROLE \(role) RESET default_transaction_read_only")
    #expect(try await store.fire([NewTrigger(type: "pay_bill")], now: nil).count == 1)
    await store.close()
  }
}
