import Foundation
import Synchronization
import TestSupport
import TriggerCore
import TriggerPostgres

/// How long the healthy triggers of one type take beside another type of which one in a hundred goes wrong.
struct Fairness {
  enum Neighbour: String, CaseIterable {
    case healthy = "is as healthy"
    case failing = "fails, 1 in 100"
    case hanging = "hangs for 3 s, 1 in 100"
  }

  private struct Fault: Error {}

  let count: Int
  let rounds: Int

  private static let slots = 8
  private static let nap = Duration.milliseconds(5)

  func table() async throws -> Table {
    var samples: [Neighbour: Sample] = [:]
    for _ in 0..<rounds {
      for neighbour in Neighbour.allCases {
        samples[neighbour, default: Sample()].add(try await time(beside: neighbour).inSeconds * 1_000)
      }
    }
    var table = Table(
      """
      \(count) triggers of a type whose handlers sleep \(Self.nap) beside as many of another type that do the same, \
      \(Self.slots) slots, \(rounds) rounds: milliseconds until the first type is done, minimum / median / maximum
      """, columns: ["triggertop", "ratio of medians"])
    let least = samples[.healthy]?.median ?? .nan
    for neighbour in Neighbour.allCases {
      guard let sample = samples[neighbour] else { continue }
      table.add("the other type \(neighbour.rawValue)", [sample.range, String(format: "%.2f", sample.median / least)])
    }
    return table
  }

  private func time(beside neighbour: Neighbour) async throws -> Duration {
    let queue = try await ThrowawayQueue(for: .fireEach, count: 0)
    let store = try await queue.store()
    for _ in 0..<count {
      try await store.fire([NewTrigger(type: "healthy"), NewTrigger(type: "other")], now: nil)
    }
    let (run, all) = AsyncStream<Void>.makeStream()
    let left = Atomic(count)
    let others = Atomic(0)
    var registry = HandlerRegistry()
    try registry.handle("healthy") { _ in
      try await Task.sleep(for: Self.nap)
      if left.subtract(1, ordering: .relaxed).newValue == 0 { all.finish() }
      return nil
    }
    try registry.handle("other") { _ in
      let isWrong = others.add(1, ordering: .relaxed).newValue.isMultiple(of: 100)
      try await Task.sleep(for: isWrong && neighbour == .hanging ? .seconds(3) : Self.nap)
      if isWrong, neighbour == .failing { throw Fault() }
      return nil
    }
    let settings = ProcessorSettings(concurrency: Self.slots, cancelGrace: .seconds(5))
    let processor = Processor(store: store, registry: registry, settings: settings)
    let time = try await ContinuousClock().measure {
      try await processor.start()
      for await _ in run {}
    }
    await processor.drain()
    await (store as? PostgresStore)?.close()
    return time
  }
}
