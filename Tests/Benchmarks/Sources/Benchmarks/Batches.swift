import Foundation
import TriggerCore

/// A store's calls for a batch, without a processor: claim, recheck, finish, one after the other.
struct Batches {
  let count: Int
  let rounds: Int

  private static let sizes = [500, 2_000]

  func table() async throws -> Table {
    var table = Table(
      "\(count) triggers, \(rounds) rounds: microseconds a trigger, as minimum / median / maximum",
      columns: ["claim", "recheck", "finish", "together"])
    for work in [Work.processUnlocked, .processFile] {
      for size in Self.sizes {
        var samples = Array(repeating: Sample(), count: 4)
        for _ in 0..<rounds {
          let times = try await workOff(work, by: size)
          for (column, time) in (times + [times.reduce(0, +)]).enumerated() { samples[column].add(time) }
        }
        table.add("\(work.name), batches of \(size)", samples.map(\.fineRange))
      }
    }
    return table
  }

  /// - Returns: what each call took, a trigger, in microseconds.
  private func workOff(_ work: Work, by size: Int) async throws -> [Double] {
    let queue = try await ThrowawayQueue(for: work, count: count)
    let store = try await queue.store()
    let request = ClaimRequest(
      .due(types: [SwiftSide.Breakfast.typed]), limit: size, processorID: "benchmark", lease: .minutes(1))
    var times = [Duration.zero, .zero, .zero]
    while true {
      let start = ContinuousClock.now
      let claims = try await store.claim(request, now: nil)
      if claims.isEmpty { break }
      let claimed = ContinuousClock.now
      let checked = try await store.recheck(claims, now: nil)
      let read = ContinuousClock.now
      let results = try await store.finish(checked.map(Finish.init(success:)))
      times[2] += .now - read
      times[1] += read - claimed
      times[0] += claimed - start
      guard results.allSatisfy({ $0 == .recorded }) else {
        throw BenchmarkFailure(description: "\(work.name): not all of a batch was recorded.")
      }
    }
    await queue.close(store)
    try await queue.check(work, count: count, by: "the store")
    return times.map { $0.inSeconds * 1_000_000 / Double(count) }
  }
}

extension Finish {
  /// As a handler's first run ends that went well.
  init(success checked: CheckedTrigger) {
    var progress = checked.record.progress
    (progress.processed, progress.successful) = (checked.at, true)
    self.init(claim: checked.claim, seen: checked.record.progress, progress: progress, attempt: nil)
  }
}

extension Sample {
  fileprivate var fineRange: String { String(format: "%.1f / %.1f / %.1f", min, median, max) }
}
