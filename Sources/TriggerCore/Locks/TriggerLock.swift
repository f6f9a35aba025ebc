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

/// A lock held: the trigger's and the token that proves it.
public struct LockGrant: Hashable, Sendable {
  public var id: TriggerID
  public var token: String

  public init(id: TriggerID, token: String) {
    self.id = id
    self.token = token
  }
}

/// Who holds a lock, as far as its token tells.
public struct LockHolder: Hashable, Sendable {
  public var token: String
  /// When it was taken; nil where the token does not say.
  public var since: Instant?
  /// The holder's network address (12 hex digits), as Python's `uuid1` writes it.
  public var node: String?
  /// When it expires by itself; nil never does: a lock of Python's.
  public var expiresIn: Duration?
  /// The holder runs on this machine, as far as its network address tells.
  public var isHere: Bool
  /// What stands in the lock's place and is none, in one clause with the remedy: nobody will ever give it back.
  public var obstacle: String?

  public init(
    token: String, since: Instant?, node: String?, expiresIn: Duration?, isHere: Bool = false, obstacle: String? = nil
  ) {
    self.token = token
    self.since = since
    self.node = node
    self.expiresIn = expiresIn
    self.isHere = isHere
    self.obstacle = obstacle
  }
}

extension LockHolder {
  /// Where the holder is: `this machine`, or the network address of another (`02:fc:00:00:00:01`).
  package var place: String? {
    if isHere { return "this machine" }
    guard let node, node.count == 12 else { return node }
    return zip(0..., node).map { $0 > 0 && $0 % 2 == 0 ? ":\($1)" : "\($1)" }.joined()
  }

  /// What keeps others out, for how long already and where, and the remedy where it may outlast its holder; without a
  /// full stop.
  ///
  /// - Parameter now: this machine's clock, by which tokens are made.
  package func clause(of id: TriggerID, at now: Instant) -> String {
    if let obstacle { return obstacle }
    let age = since.map { " for \(now.since($0).long)" } ?? ", since nobody knows when"
    let by = place.map { " by a process on \($0)" } ?? " by somebody"
    guard expiresIn == nil else { return "its lock is held\(age)\(by)" }
    return
      "its lock is held\(age)\(by), without an end; if that process is gone, release it with triggertop unlock \(id)"
  }
}
