import TriggerCore

/// Reads a processor's events as far as a test needs: a test waits for the thing itself, never for time.
public final class EventReader {
  private var events: AsyncStream<ProcessorEvent>.Iterator

  public init(_ control: some ProcessorControl) async { events = await control.events().makeAsyncIterator() }

  /// The next event of a kind; those before it are skipped.
  public func next(
    _ kind: ProcessorEvent.Kind, isolation: isolated (any Actor)? = #isolation
  ) async -> ProcessorEvent? {
    await next(of: [kind], isolation: isolation)
  }

  /// The next event of one of these kinds; those before it are skipped.
  public func next(
    of kinds: Set<ProcessorEvent.Kind>, isolation: isolated (any Actor)? = #isolation
  ) async -> ProcessorEvent? {
    while let event = await events.next(isolation: isolation) {
      if kinds.contains(event.kind) { return event }
    }
    return nil
  }

  /// The ids of the next so many events of a kind.
  public func next(
    _ count: Int, _ kind: ProcessorEvent.Kind, isolation: isolated (any Actor)? = #isolation
  ) async -> [TriggerID] {
    var ids: [TriggerID] = []
    while ids.count < count, let event = await next(kind, isolation: isolation) {
      if let id = event.trigger { ids.append(id) }
    }
    return ids
  }
}
