import Foundation
import Synchronization
import TestSupport
import TriggerCore
import TriggerPostgres

/// Several processors on one queue beside one alone. They are processors of one program, each with a store and
/// connections of its own; their handlers only sleep, so that machine and database are what is shared.
struct Scale {
  let count: Int
  let rounds: Int

  private static let numbers = [1, 4]
  private static let slots = 4
  private static let nap = Duration.milliseconds(1)

  func table() async throws -> Table {
    var samples = Self.numbers.map { _ in Sample() }
    for round in 0..<rounds {
      for place in round.isMultiple(of: 2) ? Array(samples.indices) : samples.indices.reversed() {
        samples[place].add(try await rate(of: Self.numbers[place]))
      }
    }
    var table = Table(
      """
      \(count) triggers whose handlers sleep \(Self.nap), \(Self.slots) slots a processor, processors of one program on \
      one PostgreSQL, \(rounds) rounds: triggers a second, as minimum / median / maximum
      """, columns: ["triggertop", "ratio of medians"])
    for (number, sample) in zip(Self.numbers, samples) {
      let ratio = String(format: "%.1f", sample.median / samples[0].median)
      table.add(number == 1 ? "1 processor" : "\(number) processors", [sample.range, ratio])
    }
    return table
  }

  private func rate(of number: Int) async throws -> Double {
    let queue = try await ThrowawayQueue(for: .processUnlocked, count: count)
    let (run, all) = AsyncStream<Void>.makeStream()
    let left = Atomic(count)
    var registry = HandlerRegistry()
    try registry.handle(SwiftSide.Breakfast.typed) { _ in
      try await Task.sleep(for: Self.nap)
      if left.subtract(1, ordering: .relaxed).newValue == 0 { all.finish() }
      return nil
    }
    var stores: [any TriggerStore] = []
    for _ in 0..<number { stores.append(try await queue.store()) }
    let settings = ProcessorSettings(concurrency: Self.slots)
    let processors = stores.map { Processor(store: $0, registry: registry, settings: settings) }
    // Until all is recorded, as all have drained.
    let time = try await ContinuousClock().measure {
      for processor in processors { try await processor.start() }
      for await _ in run {}
      await withTaskGroup { group in
        for processor in processors { group.addTask { await processor.drain() } }
      }
    }
    for store in stores { await (store as? PostgresStore)?.close() }
    try await queue.check(.processUnlocked, count: count, by: "\(number) processors")
    return Double(count) / time.inSeconds
  }
}
