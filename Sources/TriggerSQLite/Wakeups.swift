import Synchronization

/// Tells everybody in this process who listens that triggers were fired.
final class Wakeups: Sendable {
  private struct Listeners {
    var next = 0
    var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let listeners = Mutex(Listeners())

  /// Signals that nobody fetched in time are merged into one.
  func stream() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let key = listeners.withLock { listeners in
      listeners.next += 1
      listeners.continuations[listeners.next] = continuation
      return listeners.next
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.listeners.withLock { $0.continuations.removeValue(forKey: key) }
    }
    return stream
  }

  func signal() {
    for continuation in listeners.withLock({ Array($0.continuations.values) }) { continuation.yield() }
  }
}
