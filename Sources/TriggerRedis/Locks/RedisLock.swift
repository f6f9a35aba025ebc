import Synchronization
import TriggerCore

/// Locks as redis-py makes them, which Python's workers respect and which respect theirs; but ours end with a lease.
///
/// A batch is one round trip. The connection is made when first needed, and again after it was lost.
public final class RedisLock: TriggerLock {
  private struct Doubts {
    var locks = DoubtfulLocks()
    /// The longest that was ever asked for.
    var lease = Duration.zero
  }

  let link: RedisLink
  let keyPrefix: String
  private let doubts = Mutex(Doubts())

  /// Does not connect.
  ///
  /// - Parameters:
  ///   - address: as in DJTRIGGERS_REDIS_URL: `redis://…` or `unix://…`.
  ///   - keyPrefix: stands before a trigger's id. Python's workers know only the default; another keeps queues apart
  ///     that share a Redis database and have none.
  ///   - limit: for a call, connecting included.
  /// - Throws: `StoreError.refused` for an address that can't be used; no password is repeated.
  public init(
    address: String, keyPrefix: String = "djtriggers-", limit: Duration = .seconds(5)
  ) throws(StoreError) {
    link = try RedisLink(address, limit: limit)
    self.keyPrefix = keyPrefix
  }

  /// Where the locks are, without any secret.
  public var address: String { link.address.description }

  public var name: String { "\(address) \(keyPrefix)" }

  public func acquire(_ ids: [TriggerID], lease: Duration) async throws -> [LockGrant] {
    if ids.isEmpty { return [] }
    let wanted = ids.map { LockGrant(id: $0, token: LockToken.fresh().hex) }
    let doubtful = doubts.withLock { doubts in
      doubts.lease = max(doubts.lease, lease)
      return doubts.locks.take()
    }
    let commands =
      doubtful.map { RedisScript.release.inFull(key($0.id), $0.token) }
      + wanted.map { ["SET", key($0.id), $0.token, "NX", "PX", milliseconds(lease)] }
    let replies: ArraySlice<RedisReply>
    do throws(RedisFailure) {
      replies = try await link.run(commands).dropFirst(doubtful.count)
    } catch {
      doubt(doubtful + (error.isOutcomeUnknown ? wanted : []))
      throw error.reason
    }
    let grants = zip(wanted, replies).filter { $1 == .status("OK") }.map(\.0)
    do {
      try link.check(replies)
    } catch {
      try? await release(grants)
      throw error
    }
    return grants
  }

  public func extend(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant] {
    doubts.withLock { $0.lease = max($0.lease, lease) }
    do {
      return try await evaluate(.extend, on: grants) { RedisScript.extend.byHash($0, $1, milliseconds(lease)) }
    } catch let failure as RedisFailure {
      throw failure.reason
    }
  }

  public func regain(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant] {
    do {
      return try await evaluate(.regain, on: grants) { RedisScript.regain.byHash($0, $1, milliseconds(lease)) }
    } catch let failure as RedisFailure {
      throw failure.reason
    }
  }

  public func release(_ grants: [LockGrant]) async throws {
    do {
      _ = try await releaseNow(grants)
    } catch let failure as RedisFailure {
      doubt(grants)
      throw failure.reason
    }
  }

  public func holders(of ids: [TriggerID]) async throws -> [TriggerID: LockHolder] {
    if ids.isEmpty { return [:] }
    do throws(RedisFailure) {
      let found = try await holders(at: ids.map(key))
      return Dictionary(zip(ids, found).compactMap { id, holder in holder.map { (id, $0) } }) { first, _ in first }
    } catch {
      throw error.reason
    }
  }

  func key(_ id: TriggerID) -> String { "\(keyPrefix)\(id)" }

  /// Nil where nobody holds it. In the order of the keys.
  private func holders(at keys: [String]) async throws(RedisFailure) -> [LockHolder?] {
    let replies = try await link.run(
      keys.flatMap { [["GET", $0], ["PTTL", $0], ["TYPE", $0]] as [RedisCommand] })
    return keys.indices.map { index in
      guard let left = replies[3 * index + 1].integer, left >= -1 else { return nil }
      let end: Duration? = left < 0 ? nil : .milliseconds(left)
      if let token = replies[3 * index].text {
        let parsed = LockToken(hex: token)
        return LockHolder(
          token: token, since: parsed.since, node: parsed.nodeDigits, expiresIn: end, isHere: parsed.isOfThisMachine)
      }
      guard case .status(let kind) = replies[3 * index + 2], kind != "none", kind != "string" else { return nil }
      return LockHolder(
        token: "", since: nil, node: nil, expiresIn: end,
        obstacle: "the key \(keys[index]) holds a \(kind), no lock; remove it by hand")
    }
  }

  /// - Returns: those that were ours until now.
  /// - Throws: `RedisFailure`, or `StoreError` where Redis refuses.
  func releaseNow(_ grants: [LockGrant]) async throws -> [LockGrant] {
    try await evaluate(.release, on: grants) { RedisScript.release.byHash($0, $1) }
  }

  /// - Returns: those that the script answered 1 for.
  private func evaluate(
    _ script: RedisScript, on grants: [LockGrant], _ command: (_ key: String, _ token: String) -> RedisCommand
  ) async throws -> [LockGrant] {
    if grants.isEmpty { return [] }
    let commands = grants.map { command(key($0.id), $0.token) }
    var replies = try await link.run(commands)
    let unrun = replies.indices.filter { replies[$0].isMissingScript }
    if !unrun.isEmpty {
      // The server has never seen the script, or was restarted since.
      let again = try await link.run([script.load] + unrun.map { commands[$0] }).dropFirst()
      for (index, reply) in zip(unrun, again) { replies[index] = reply }
    }
    try link.check(replies)
    return zip(grants, replies).filter { $1 == .integer(1) }.map(\.0)
  }

  private func doubt(_ grants: [LockGrant]) {
    doubts.withLock { $0.locks.add(grants, lease: $0.lease) }
  }

  private func milliseconds(_ lease: Duration) -> String { "\(max(1, lease.microseconds / 1_000))" }
}

extension RedisReply {
  fileprivate var isMissingScript: Bool {
    if case .error(let message) = self { message.hasPrefix("NOSCRIPT") } else { false }
  }
}
