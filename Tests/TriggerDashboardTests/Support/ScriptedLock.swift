import Synchronization
import TriggerCore

/// Locks in memory, some of them held by a worker.
final class ScriptedLock: TriggerLock {
  let name = "test"
  private let held: Set<TriggerID>
  private let taken = Mutex<Set<TriggerID>>([])
  private let failure: StoreError?

  init(held: Set<TriggerID> = [], failure: StoreError? = nil) {
    self.held = held
    self.failure = failure
  }

  /// What was taken and not given back.
  var open: Set<TriggerID> { taken.withLock { $0 } }

  func acquire(_ ids: [TriggerID], lease: Duration) async throws -> [LockGrant] {
    if let failure { throw failure }
    let free = ids.filter { !held.contains($0) }
    taken.withLock { $0.formUnion(free) }
    return free.map { LockGrant(id: $0, token: "dashboard") }
  }

  func extend(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant] { grants }

  func regain(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant] { grants }

  func release(_ grants: [LockGrant]) async throws { taken.withLock { $0.subtract(grants.map(\.id)) } }

  func holders(of ids: [TriggerID]) async throws -> [TriggerID: LockHolder] {
    let holder = LockHolder(token: "worker", since: nil, node: nil, expiresIn: nil)
    return Dictionary(uniqueKeysWithValues: ids.filter(held.contains).map { ($0, holder) })
  }
}
