import TriggerCore
import TriggerPostgres
import TriggerRedis

/// triggertop's library with its defaults, as an application uses it.
struct SwiftSide: Side {
  struct Breakfast: Trigger {
    static let typed = "breakfast"

    func process(_ context: ProcessContext) async throws -> TriggerResult? { nil }
  }

  let name = "triggertop"

  func time(of work: Work, count: Int, on queue: ThrowawayQueue) async throws -> Double {
    let store = try PostgresStore(queue.databaseURL)
    _ = try await store.migrate(dryRun: false)
    // As Python's side is connected.
    _ = try await store.facts()
    let lock = work == .processLocked ? try RedisLock(address: queue.redisURL) : nil
    let time = try await ContinuousClock().measure {
      switch work {
      case .processLocked, .processUnlocked: try await process(count, store, lock)
      case .fireEach:
        let queue = TriggerQueue(store: store)
        for number in 0..<count { try await queue.fire(Breakfast(), source: Source(["order", "\(number)"])) }
      case .fireAll:
        let triggers = try (0..<count).map { try NewTrigger(Breakfast(), source: Source(["order", "\($0)"])) }
        _ = try await store.fire(triggers, now: nil)
      case .clean: try await Cleaner(store: store).run(before: Age.twoMonths.before(.now))
      }
    }
    await store.close()
    return time.inSeconds
  }

  /// Until all is recorded, and every lock and the processor's registration are given back.
  private func process(_ count: Int, _ store: PostgresStore, _ lock: RedisLock?) async throws {
    var registry = HandlerRegistry()
    try registry.register(Breakfast.self)
    let processor = Processor(store: store, registry: registry, lock: lock)
    // Each success is an event; of very many at once the oldest may be dropped, so that the status counts.
    let events = await processor.events()
    try await processor.start()
    for await _ in events where await processor.status.succeeded == count { break }
    await processor.drain()
  }
}
