import Synchronization

/// Collects what happened in which order, from any thread.
final class EventOrder: Sendable {
  private let collected = Mutex<[String]>([])

  var events: [String] { collected.withLock { $0 } }

  func add(_ event: String) {
    collected.withLock { $0.append(event) }
  }
}
