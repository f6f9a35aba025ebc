import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Operations under the locks that Python sees")
struct LockedApplyTests {
  private let targets = (1...3).map { Target(Sample.row(TriggerID($0)).record) }
  private let store = ScriptedStore((1...3).map { Sample.row(TriggerID($0)).record })
  private let ada = Operator(name: "ada", host: "ops1")

  @Test("leave alone what a worker holds, do the rest, answer in order and give the locks back")
  func held() async throws {
    let lock = ScriptedLock(held: [2])
    let report = try await store.apply(.delete, to: targets, by: ada, under: lock)
    #expect(report.entries.map(\.id) == [1, 2, 3])
    #expect(report.entries.map(\.result.word) == ["done", "refused", "done"])
    guard case .refused(let why) = report.entries[1].result else { return }
    #expect(why.contains("its lock is held") && why.hasSuffix("triggertop unlock 2"))
    #expect(lock.open.isEmpty)
    #expect(store.state.withLock { $0.rows.keys.sorted() } == [2])
  }

  @Test("ask the database for nothing where a worker holds them all")
  func allHeld() async throws {
    let report = try await store.apply(.delete, to: targets, by: ada, under: ScriptedLock(held: [1, 2, 3]))
    #expect(report.done.isEmpty)
    #expect(store.calls.isEmpty)
  }

  @Test("do nothing where the locks can't be reached")
  func unreachable() async throws {
    let lock = ScriptedLock(failure: .unreachable("Redis does not answer."))
    await #expect(throws: StoreError.unreachable("Redis does not answer.")) {
      try await store.apply(.delete, to: targets, by: ada, under: lock)
    }
    #expect(store.calls.isEmpty)
  }

  @Test("give the locks back when the database fails")
  func failed() async throws {
    let lock = ScriptedLock()
    store.fail(.timedOut("No answer within 5 s."))
    await #expect(throws: StoreError.timedOut("No answer within 5 s.")) {
      try await store.apply(.delete, to: targets, by: ada, under: lock)
    }
    #expect(lock.open.isEmpty)
  }
}
