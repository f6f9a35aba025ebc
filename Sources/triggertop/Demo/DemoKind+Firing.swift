import TriggerCore

extension DemoKind {
  /// A new trigger of this type.
  /// - Parameter scheduled: whether it is to wait; nil leaves it to how often this type does.
  func trigger(now: Instant, scheduled: Bool? = nil, _ generator: inout SeededGenerator) -> NewTrigger {
    let waits = scheduled ?? (Int.random(in: 0..<1_000, using: &generator) < self.scheduled)
    let delay = Duration.seconds(Int.random(in: 20...40_000, using: &generator))
    return NewTrigger(
      type: type, source: source(&generator), after: waits ? now + delay : nil, data: data(&generator))
  }
}
