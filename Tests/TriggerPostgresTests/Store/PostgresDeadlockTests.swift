import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("Many clients on one PostgreSQL queue", .heavy)
struct PostgresDeadlockTests {
  private static let count = 2_000

  @Test("Eight who claim, renew, finish, rescue and operate never deadlock, and each trigger is recorded once")
  func eightClients() async throws {
    let fixture = try await PostgresFixture()
    let ids = try await fixture.store.fire(
      Array(repeating: NewTrigger(type: "pay_bill"), count: Self.count), now: nil)
    let recorded = try await withThrowingTaskGroup(of: [TriggerID].self) { group in
      for number in 0..<6 {
        let store = try PostgresStore(fixture.url)
        group.addTask { try await work(on: store, as: "p\(number)") }
      }
      group.addTask { try await rescheduleAndRetry(ids, at: fixture.url, seed: 1) }
      group.addTask { try await rescheduleAndRetry(ids.reversed(), at: fixture.url, seed: 2) }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let left = try await work(on: fixture.postgres, as: "last")
    #expect((recorded + left).sorted() == ids)
    #expect(
      try await fixture.texts("SELECT count(*) FROM djtriggers_trigger WHERE successful AND date_processed IS NOT NULL")
        == ["\(Self.count)"])
    #expect(try await fixture.texts("SELECT count(*) FROM triggertop_claim") == ["0"])
    #expect(try await fixture.texts("SELECT count(*) FROM djtriggers_triggerresult") == ["\(Self.count)"])
  }
}

/// Works until nothing is due, renewing all the while on the connection for leases.
/// - Returns: what was recorded.
private func work(on store: PostgresStore, as processor: String) async throws -> [TriggerID] {
  var recorded: [TriggerID] = []
  while true {
    let request = ClaimRequest(.due(types: ["pay_bill"]), limit: 50, processorID: processor, lease: .minutes(1))
    let claims = try await store.claim(request, now: nil)
    if claims.isEmpty { return recorded }
    async let renewed = store.extend(claims.reversed(), lease: .minutes(1), now: nil)
    var started = try await store.recheck(claims, now: nil)
    let expired = try await store.expired(nil, types: ["pay_bill"], besides: processor, limit: 50, now: nil).claims
    _ = try await store.takeOver(expired, processorID: processor, lease: .minutes(1), now: nil)
    _ = try await renewed
    while !started.isEmpty {
      let finishes = started.shuffled().map { started in
        var progress = started.record.progress
        (progress.processed, progress.successful) = (started.at, true)
        return Finish(
          claim: started.claim, seen: started.record.progress, progress: progress, attempt: nil, results: ["done"])
      }
      let busy = started
      started = []
      for (finish, result) in zip(finishes, try await store.finish(finishes)) {
        switch result {
        case .recorded: recorded.append(finish.claim.id)
        case .changed(let record):
          started.append(CheckedTrigger(claim: finish.claim, record: record, at: record.received))
        case .busy: started.append(contentsOf: busy.filter { $0.claim == finish.claim })
        case .stale: Issue.record("\(finish.claim) was lost")
        }
      }
    }
  }
}

/// Acts on all that is not yet finished, over and over, as operators in a hurry do.
private func rescheduleAndRetry(_ ids: [TriggerID], at url: String, seed: Int) async throws -> [TriggerID] {
  let store = try PostgresStore(url)
  for round in 0..<6 {
    let targets = try await store.records(ids: ids).filter { $0.processed == nil }.map(Target.init)
    let operation: Operation = round % 2 == 0 ? .reschedule(.fromNow(.seconds(-seed))) : .retry(keepTries: true)
    let ordered = seed == 1 ? targets : targets.reversed()
    let report = try await store.apply(operation, to: ordered, by: Operator(name: "ann", host: "web3"), now: nil)
    #expect(report.entries.count == targets.count)
  }
  return []
}
