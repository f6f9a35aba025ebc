import Synchronization

/// Holds a handler at a point until the test opens it.
public final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  public init() {}

  /// Deaf to cancellation.
  public func pass() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// - Throws: `CancellationError` as soon as the task is cancelled.
  public func passUnlessCancelled() async throws {
    await withTaskCancellationHandler {
      await pass()
    } onCancel: {
      open()
    }
    try Task.checkCancellation()
  }

  public func open() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.isOpen = true
      return state.waiting
    }
    for each in waiting { each.resume() }
  }
}
