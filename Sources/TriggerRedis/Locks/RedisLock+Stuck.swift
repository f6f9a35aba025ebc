import TriggerCore

extension RedisLock: StuckLockFinder {
  /// Keys that one call looks at: about a millisecond of the server's time.
  private static let batch = 1_000
  private static let most = 1_000
  /// A Redis database may hold millions of other keys, and SCAN walks them all.
  private static let patience = Duration.seconds(10)

  public func stuck(olderThan age: Duration) async throws -> StuckLocks {
    try await stuck(olderThan: age, within: Self.patience)
  }

  func stuck(olderThan age: Duration, within patience: Duration) async throws -> StuckLocks {
    let start = ContinuousClock.now
    let limit = Instant.now - age
    var found: [TriggerID: StuckLock] = [:]
    var cursor = "0"
    repeat {
      let keys: [String]
      (cursor, keys) = try await scan(from: cursor)
      for lock in try await endless(keys) where lock.holder.since.map({ $0 < limit }) ?? true { found[lock.id] = lock }
    } while cursor != "0" && found.count < Self.most && ContinuousClock.now - start < patience
    let locks = found.values.sorted { ($0.holder.since ?? .infinity, $0.id) < ($1.holder.since ?? .infinity, $1.id) }
    return StuckLocks(locks: locks, isComplete: cursor == "0")
  }

  public func release(stuck locks: [StuckLock]) async throws -> [StuckLock] {
    do {
      let released = try await releaseNow(locks.map { LockGrant(id: $0.id, token: $0.holder.token) })
      let grants = Set(released)
      return locks.filter { grants.contains(LockGrant(id: $0.id, token: $0.holder.token)) }
    } catch let failure as RedisFailure {
      throw failure.reason
    }
  }

  /// One step of a walk over all keys; the walk is over when the cursor is `0` again. A key may come twice.
  private func scan(from cursor: String) async throws -> (cursor: String, keys: [String]) {
    let command: RedisCommand = ["SCAN", cursor, "MATCH", pattern, "COUNT", "\(Self.batch)"]
    let reply: RedisReply
    do throws(RedisFailure) {
      reply = try await link.run([command])[0]
    } catch {
      throw error.reason
    }
    try link.check([reply])
    guard let parts = reply.array, parts.count == 2, let next = parts[0].text, let keys = parts[1].array else {
      throw StoreError.failed("Redis at \(address) answered SCAN with something else.")
    }
    return (next, keys.compactMap(\.text))
  }

  /// Locks among the keys that never expire.
  private func endless(_ keys: [String]) async throws -> [StuckLock] {
    let ids = keys.compactMap { key in
      // Other keys may begin like ours.
      TriggerID(key.dropFirst(keyPrefix.count)).flatMap { self.key($0) == key ? $0 : nil }
    }
    return try await holders(of: ids).filter { $0.value.expiresIn == nil && $0.value.obstacle == nil }.map {
      StuckLock(id: $0, holder: $1)
    }
  }

  private var pattern: String {
    keyPrefix.map { "*?[]\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "*"
  }
}
