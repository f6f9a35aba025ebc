import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT as something to wait for, in place of dying of them.
enum TerminationSignals {
  private struct State {
    var last = 0
    var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    var sources: [any DispatchSourceSignal] = []
  }

  private static let state = Mutex(State())

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
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }
    source.resume()
    return source
  }

  /// Returns at the next one, or when the task is cancelled.
  static func next() async { for await _ in all() { return } }
}
