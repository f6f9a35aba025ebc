import TriggerCore

/// The newest events of our own processor and of this dashboard, oldest first.
struct EventLog: Sendable {
  static let capacity = 5_000

  private(set) var events: [ProcessorEvent] = []
  /// Events forgotten since the start, so that a place in the log can be kept.
  private(set) var dropped = 0

  mutating func append(_ event: ProcessorEvent) {
    events.append(event)
    // In one go now and then, so that appending stays O(1).
    if events.count >= 2 * Self.capacity {
      dropped += events.count - Self.capacity
      events.removeFirst(events.count - Self.capacity)
    }
  }
}
