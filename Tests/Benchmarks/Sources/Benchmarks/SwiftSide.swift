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

  func cost(of work: Work, count: Int, on queue: ThrowawayQueue) async throws -> Cost {
    let store = try await queue.store()
    let lock = work == .processLocked ? try RedisLock(address: queue.redisURL) : nil
    let before = try await queue.writtenAhead()
    let time = try await ContinuousClock().measure {
      switch work {
      case .processLocked, .processUnlocked, .processFile: try await process(count, store, lock)
      case .fireEach, .fireEachFile: try await fire(0..<count, store)
      case .fireByEight: try await fireByEight(count, store)
      case .fireAll:
        let triggers = try (0..<count).map { try NewTrigger(Breakfast(), source: Source(["order", "\($0)"])) }
        _ = try await store.fire(triggers, now: nil)
      case .clean: try await Cleaner(store: store).run(before: Age.twoMonths.before(.now))
      }
    }
    let written = try await queue.writtenAhead() - before
    await (store as? PostgresStore)?.close()
    return Cost(seconds: time.inSeconds, writtenAhead: written)
  }

  /// Until all is recorded, and every lock and the processor's registration are given back.
  private func process(_ count: Int, _ store: any TriggerStore, _ lock: RedisLock?) async throws {
    var registry = HandlerRegistry()
    try registry.register(Breakfast.self)
    let processor = Processor(store: store, registry: registry, lock: lock)
    try await processor.start()
    while await processor.status.succeeded < count { try await Task.sleep(for: .milliseconds(2)) }
    await processor.drain()
  }

  private func fire(_ numbers: some Sequence<Int>, _ store: any TriggerStore) async throws {
    let queue = TriggerQueue(store: store)
    for number in numbers { try await queue.fire(Breakfast(), source: Source(["order", "\(number)"])) }
  }

  /// All on one store, as the requests of one application are.
  private func fireByEight(_ count: Int, _ store: any TriggerStore) async throws {
    try await withThrowingTaskGroup { group in
      for first in 0..<Work.callers {
        group.addTask { try await fire(stride(from: first, to: count, by: Work.callers), store) }
      }
      try await group.waitForAll()
    }
  }
}
