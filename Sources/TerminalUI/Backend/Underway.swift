import Synchronization

/// Work whose messages may still come. Each piece holds a token, and so does whatever it starts; it is over when the
/// last has let go of it, after its last message.
public final class Underway: Sendable {
  public final class Token: Sendable {
    private let work: Underway

    fileprivate init(_ work: Underway) { self.work = work }

    deinit { work.end() }
  }

  private let count = Mutex(0)
  private let ended: @Sendable () -> Void

  /// - Parameter ended: called, from any thread, when a piece of work is over.
  init(ended: @escaping @Sendable () -> Void) { self.ended = ended }

  public var isEmpty: Bool { count.withLock { $0 == 0 } }

  public func begin() -> Token {
    count.withLock { $0 += 1 }
    return Token(self)
  }

  private func end() {
    count.withLock { $0 -= 1 }
    ended()
  }
}
