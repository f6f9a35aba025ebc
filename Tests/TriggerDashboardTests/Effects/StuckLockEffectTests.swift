import TestSupport
import Testing
import TriggerCore

@testable import TriggerDashboard

@Suite("Effects on stuck locks", .waiting)
struct StuckLockEffectTests {
  /// Locks of which some changed hands since they were found.
  private struct ScriptedFinder: StuckLockFinder {
    var locks: [StuckLock]
    var gone: Set<TriggerID>

    func stuck(olderThan age: Duration) async throws -> StuckLocks {
      StuckLocks(locks: age == StuckLock.suspiciousAge ? locks : [], isComplete: true)
    }

    func release(stuck locks: [StuckLock]) async throws -> [StuckLock] { locks.filter { !gone.contains($0.id) } }
  }

  @Test("stuck locks come with their triggers' types, and what was released is told")
  func stuckLocks() async {
    let locks = [88_120, 5].map {
      StuckLock(id: $0, holder: LockHolder(token: "t", since: nil, node: nil, expiresIn: nil))
    }
    let harness = EffectHarness(ScriptedStore(), stuckLocks: ScriptedFinder(locks: locks, gone: [5]))
    harness.perform(.loadStuckLocks)
    let found = await harness.messages { if case .stuckLocks = $0 { true } else { false } }
    guard case .stuckLocks(.success(let answer)) = found.last else {
      Issue.record("no locks were found")
      return
    }
    #expect(answer.types == [88_120: "pay_bill"])
    #expect(answer.locks.locks == locks)
    harness.perform(.release(locks))
    let released = await harness.messages { if case .locksReleased = $0 { true } else { false } }
    guard case .locksReleased(locks, .success(let done)) = released.last else {
      Issue.record("nothing was released")
      return
    }
    #expect(done.map(\.id) == [88_120])
  }
}
