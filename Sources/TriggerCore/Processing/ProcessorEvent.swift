import Logging
import Synchronization

/// Something a processor did or met, for the log on screen.
public struct ProcessorEvent: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case started, sent, succeeded, later, failed, gaveUp, skipped, stale, rescued, handlerLine, state, trouble
  }

  public var at: Instant
  public var kind: Kind
  public var level: Logger.Level
  /// One or more lines; not yet safe for a terminal.
  public var text: String
  public var trigger: TriggerID?
  public var type: String?

  /// Its text says whose event it is; a handler's own lines don't.
  package var namesItsTrigger: Bool { trigger != nil && kind != .handlerLine }

  public init(
    at: Instant, kind: Kind, level: Logger.Level = .info, text: String, trigger: TriggerID? = nil, type: String? = nil
  ) {
    self.at = at
    self.kind = kind
    self.level = level
    self.text = text
    self.trigger = trigger
    self.type = type
  }
}

/// Hands events to whoever listens. Nobody is waited for: a slow reader loses the oldest.
package final class EventHub: Sendable {
  private struct State {
    var lastListener = 0
    var listeners: [Int: AsyncStream<ProcessorEvent>.Continuation] = [:]
  }

  /// Kept for a reader that is slow.
  private static let capacity = 1_000
  private let state = Mutex(State())
  /// Whether anybody listens: else an event costs nothing.
  private let isHeard = Atomic(false)

  package init() {}

  package func emit(
    _ kind: ProcessorEvent.Kind, _ level: Logger.Level = .info, _ text: @autoclosure () -> String,
    of record: TriggerRecord? = nil
  ) {
    guard isHeard.load(ordering: .acquiring) else { return }
    let event = ProcessorEvent(
      at: .now, kind: kind, level: level, text: text(), trigger: record?.id, type: record?.type)
    for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield(event) }
  }

  package func events() -> AsyncStream<ProcessorEvent> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: ProcessorEvent.self, bufferingPolicy: .bufferingNewest(Self.capacity))
    let listener = state.withLock { state in
      state.lastListener += 1
      state.listeners[state.lastListener] = continuation
      isHeard.store(true, ordering: .releasing)
      return state.lastListener
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { state in
        state.listeners[listener] = nil
        self?.isHeard.store(!state.listeners.isEmpty, ordering: .releasing)
      }
    }
    return stream
  }
}
