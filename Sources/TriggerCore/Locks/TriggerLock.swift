/// The mutual exclusion that Python workers see too. Claims keep our own processors apart; this keeps Python's.
///
/// Calls work in batches and throw `StoreError.unreachable` or `.timedOut` when the locks can't be reached: then
/// no trigger may run.
public protocol TriggerLock: Sendable {
  /// Where the locks are and what they are called, without any secret: processors announce it to each other.
  var name: String { get }
  /// One try each, no waiting. What is absent from the answer is held by somebody else.
  func acquire(_ ids: [TriggerID], lease: Duration) async throws -> [LockGrant]
  /// Renews. What is absent from the answer was lost.
  func extend(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant]
  /// Takes locks again that were not given back but are gone, as after a restart of Redis: under the same token, so
  /// that whoever holds the grant still holds the lock. What is absent from the answer is somebody else's.
  func regain(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant]
  /// Gives back; a lock that is somebody else's by now is left alone.
  func release(_ grants: [LockGrant]) async throws
  /// Who holds these triggers' locks now; what nobody holds is absent.
  func holders(of ids: [TriggerID]) async throws -> [TriggerID: LockHolder]
}
