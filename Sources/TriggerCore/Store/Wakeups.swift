import Synchronization

/// Tells everybody in this process who listens to a store that triggers were fired.
package final class Wakeups: Sendable {
  private struct State {
    var next = 0
    var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    /// While there are listeners.
    var hearing: Task<Void, Never>?
  }

  private let source: (@Sendable (_ signal: @Sendable () -> Void) async -> Void)?
  private let state = Mutex(State())

  /// - Parameter source: where other processes are heard: it runs once for all, until its task is cancelled, and only
  ///   while somebody listens. Nil where only this process can tell.
  package init(from source: (@Sendable (_ signal: @Sendable () -> Void) async -> Void)? = nil) {
    self.source = source
  }

  deinit { finish() }

  /// Signals that nobody fetched in time are merged into one.
  package func stream() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let key = state.withLock { state in
      state.next += 1
      state.listeners[state.next] = continuation
      if let source, state.hearing == nil {
        state.hearing = Task { [weak self] in await source { [weak self] in self?.signal() } }
      }
      return state.next
    }
    continuation.onTermination = { [weak self] _ in self?.forget(key) }
    return stream
  }

  package func signal() {
    for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
  }

  /// Ends all streams; those that are asked for later are new ones.
  package func finish() {
    let (listeners, hearing) = state.withLock { state in
      defer { (state.listeners, state.hearing) = ([:], nil) }
      return (state.listeners, state.hearing)
    }
    hearing?.cancel()
    for listener in listeners.values { listener.finish() }
  }

  private func forget(_ key: Int) {
    let unheard = state.withLock { state in
      guard state.listeners.removeValue(forKey: key) != nil, state.listeners.isEmpty else {
        return Task<Void, Never>?.none
      }
      defer { state.hearing = nil }
      return state.hearing
    }
    unheard?.cancel()
  }
}
