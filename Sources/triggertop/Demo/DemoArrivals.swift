import TriggerCore

/// Fires new triggers at a natural rhythm: by ones and twos, with a swell over a minute and now and then a burst of
/// mails.
struct DemoArrivals: Sendable {
  private static let perSecond = 3.0
  private static let swell = 60.0
  private static let burst = 45

  private let store: any TriggerStore
  private var generator: SeededGenerator

  init(store: any TriggerStore, seed: UInt64) {
    self.store = store
    generator = SeededGenerator(seed: seed &+ 1)
  }

  /// Until its task is cancelled.
  mutating func run() async throws {
    let kinds = DemoKind.all.flatMap { Array(repeating: $0, count: $0.weight) }
    let begin = Instant.now
    var nextBurst = 25.0
    while !Task.isCancelled {
      let elapsed = Instant.now.since(begin).inSeconds
      let rate = Self.perSecond * (1.2 + elapsed.swinging(every: Self.swell))
      try await Task.sleep(for: .seconds(Double.random(in: 0.3...1.7, using: &generator) / rate))
      var batch = [kinds.pick(&generator)]
      if elapsed > nextBurst {
        batch += Array(repeating: DemoKind.all[0], count: Self.burst)
        nextBurst = elapsed + Double.random(in: 35...80, using: &generator)
      }
      let now = Instant.now
      _ = try await store.fire(batch.map { $0.trigger(now: now, &generator) }, now: nil)
    }
  }
}

extension Double {
  /// From -1 to 1 and back, as a triangle.
  fileprivate func swinging(every period: Double) -> Double {
    let phase = truncatingRemainder(dividingBy: period) / period
    return 4 * abs(phase - 0.5) - 1
  }
}
