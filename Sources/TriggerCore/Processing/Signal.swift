import Synchronization

/// Wakes whoever waits. Raised while nobody does, it is kept for the next one.
package final class Signal: Sendable {
  private struct State {
    var isRaised = false
    var lastTicket = 0
    var waiters: [Int: CheckedContinuation<Bool, Never>] = [:]
  }

  private let clock: any ProcessorClock
  private let state = Mutex(State())

  package init(clock: any ProcessorClock) { self.clock = clock }

  package func raise() {
    let waiters = state.withLock { state in
      defer { state.waiters = [:] }
      state.isRaised = state.waiters.isEmpty
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume(returning: true) }
  }

  /// - Parameter limit: nil waits until it is raised.
  /// - Returns: whether it was raised; false when the time had passed.
  @discardableResult
  package nonisolated(nonsending) func wait(atMost limit: Duration? = nil) async -> Bool {
    await withCheckedContinuation { continuation in
      let ticket: Int? = state.withLock { state in
        guard !state.isRaised else {
          state.isRaised = false
          return nil
        }
        state.lastTicket += 1
        state.waiters[state.lastTicket] = continuation
        return state.lastTicket
      }
      guard let ticket else { return continuation.resume(returning: true) }
      if let limit { clock.schedule(after: limit) { self.expire(ticket) } }
    }
  }

  private func expire(_ ticket: Int) {
    state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(returning: false)
  }
}
