import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("A sequence that lags behind its table, as after rows were restored", .heavy)
struct PostgresSequenceTests {
  @Test(
    "is named with the statement that sets it right, after which triggers are fired",
    arguments: TriggerSchema.allCases)
  func triggers(_ tables: TriggerSchema) async throws {
    let fixture = try await PostgresFixture(tables)
    try await fixture.execute(
      """
      INSERT INTO djtriggers_trigger (id, trigger_type, date_received, number_of_tries)
      SELECT n, 'job', now(), 0 FROM generate_series(1, 500) AS n
      """)
    let fired = await #expect(throws: StoreError.self) {
      try await fixture.store.fire([NewTrigger(type: "job")], now: nil)
    }
    let said = try #require(fired?.description)
    #expect(said.contains("(id)=(1)") && said.contains("djtriggers_trigger_id_seq lags behind"), "\(said)")
    try await fixture.execute(try remedy(in: said))
    #expect(try await fixture.store.fire([NewTrigger(type: "job")], now: nil) == [501])
  }

  @Test("is told of results as well, and keeps no end from being recorded without them")
  func results() async throws {
    let fixture = try await PostgresFixture()
    let ids = try await fixture.store.fire([NewTrigger(type: "job")], now: .noon)
    try await fixture.execute("INSERT INTO djtriggers_triggerresult VALUES (1, 'old', \(ids[0]))")
    let claims = try await fixture.store.claim(
      ClaimRequest(.due(types: ["job"]), limit: 1, processorID: "p1", lease: .minutes(1)), now: .noon)
    let started = try #require(try await fixture.store.recheck(claims, now: .noon).first)
    let end = Finish(
      claim: started.claim, seen: started.record.progress, progress: Progress(processed: .noon, successful: true),
      attempt: nil, results: ["new"])
    let refusal = await #expect(throws: StoreError.self) { try await fixture.store.finish([end]) }
    #expect(refusal?.fault == .row)
    try await fixture.execute(try remedy(in: try #require(refusal?.description)))
    #expect(try await fixture.store.finish([end]) == [.recorded])
    #expect(try await fixture.store.detail(of: ids[0], now: nil)?.results == ["old", "new"])
  }

  private func remedy(in text: String) throws -> String {
    String(try #require(text.firstMatch(of: /SELECT setval\(.*\)\)/)).0)
  }
}
