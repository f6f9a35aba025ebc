import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT as something to wait for, in place of dying of them. What they mean is up to who waits, but for the
/// third: it ends the process where it stands, whatever hangs.
enum TerminationSignals {
  private struct State {
    /// Signals so far.
    var count = 0
    var last = 0
    var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    var sources: [any DispatchSourceSignal] = []
  }

  private static let state = Mutex(State())
  /// Apart from pools, whose threads may all be held up.
  private static let queue = DispatchQueue(label: "triggertop.signals")

  /// Whether somebody has begun to wait for them: the process does not die of one any more.
  static var areHeard: Bool { state.withLock { !$0.sources.isEmpty } }

  /// Whether one has come.
  static var haveCome: Bool { state.withLock { $0.count > 0 } }

  /// Those from now on, until whoever reads them is cancelled. The process no longer dies of them, even then.
  static func all() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    let listener = state.withLock { state in
      // Once: ignoring a signal again would take it from the source that waits for it.
      if state.sources.isEmpty { state.sources = [SIGTERM, SIGINT].map(source) }
      state.last += 1
      state.listeners[state.last] = continuation
      return state.last
    }
    continuation.onTermination = { _ in
      _ = state.withLock { $0.listeners.removeValue(forKey: listener) }
    }
    return stream
  }

  private static func source(of number: Int32) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    // It lives as long as the process, and may hold itself.
    source.setEventHandler {
      let count = Int(source.data)
      let (total, listeners) = state.withLock { state in
        state.count += count
        return (state.count, Array(state.listeners.values))
      }
      if total > 2 { _exit(128 + number) }
      for listener in listeners { for _ in 1...max(1, count) { listener.yield() } }
    }
    source.resume()
    return source
  }

  /// Returns at the next one, or when the task is cancelled.
  static func next() async { for await _ in all() { return } }
}
