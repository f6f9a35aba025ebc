import Synchronization
import TriggerCore

/// Locks held in memory, which another worker may take or steal, or that can't be reached, when a test says so.
public final class MemoryLock: TriggerLock {
  private struct State {
    var tokens: [TriggerID: String] = [:]
    var taken = 0
    var asked = 0
    var error: StoreError?
    var releaseError: StoreError?
    var releases: Gate?
    var renewals: Gate?
    var watchers: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  public init() {}

  public let name = "memory"

  /// As a Python worker would take it, whoever has it now.
  public func steal(_ id: TriggerID) { state.withLock { $0.tokens[id] = "python" } }
  public func free(_ id: TriggerID) { state.withLock { $0.tokens[id] = nil } }
  public func fail(with error: StoreError?) { state.withLock { $0.error = error } }
  public func refuseReleases(with error: StoreError) { state.withLock { $0.releaseError = error } }
  public var held: Set<TriggerID> { state.withLock { Set($0.tokens.keys) } }
  /// Returns once nobody holds any.
  public func allGivenBack() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        if !state.tokens.isEmpty { state.watchers.append(continuation) }
        return state.tokens.isEmpty
      }
      if isFree { continuation.resume() }
    }
  }
  /// How often locks were asked for.
  public var asked: Int { state.withLock { $0.asked } }

  /// Giving back waits from now on, until `letReleasesGo`.
  public func holdReleases() { state.withLock { $0.releases = Gate() } }
  public func letReleasesGo() { state.withLock { $0.releases }?.open() }
  /// Renewing waits from now on, until `thaw`.
  public func freezeRenewals() { state.withLock { $0.renewals = Gate() } }
  public func thaw() { state.withLock { $0.renewals }?.open() }

  public func acquire(_ ids: [TriggerID], lease: Duration) async throws -> [LockGrant] {
    try answer { state in
      state.asked += 1
      return ids.compactMap { id in
        guard state.tokens[id] == nil else { return nil }
        state.taken += 1
        let token = "ours\(state.taken)"
        state.tokens[id] = token
        return LockGrant(id: id, token: token)
      }
    }
  }

  public func extend(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant] {
    await state.withLock { $0.renewals }?.pass()
    return try answer { state in grants.filter { state.tokens[$0.id] == $0.token } }
  }

  public func regain(_ grants: [LockGrant], lease: Duration) async throws -> [LockGrant] {
    try answer { state in
      grants.filter { grant in
        let token = state.tokens[grant.id] ?? grant.token
        state.tokens[grant.id] = token
        return token == grant.token
      }
    }
  }

  public func release(_ grants: [LockGrant]) async throws {
    await state.withLock { $0.releases }?.pass()
    if let error = state.withLock({ $0.releaseError }) { throw error }
    let watchers = try answer { state in
      for grant in grants where state.tokens[grant.id] == grant.token { state.tokens[grant.id] = nil }
      defer { if state.tokens.isEmpty { state.watchers = [] } }
      return state.tokens.isEmpty ? state.watchers : []
    }
    for watcher in watchers { watcher.resume() }
  }

  public func holders(of ids: [TriggerID]) async throws -> [TriggerID: LockHolder] {
    try answer { state in
      state.tokens.filter { ids.contains($0.key) }
        .mapValues { LockHolder(token: $0, since: nil, node: nil, expiresIn: nil) }
    }
  }

  private func answer<Answer: Sendable>(_ body: (inout State) -> Answer) throws -> Answer {
    try state.withLock { state in
      if let error = state.error { throw error }
      return body(&state)
    }
  }
}
