import Foundation
import TriggerCore

/// What a trigger costs in the store's three calls when it is worked off in batches, with nothing else going on: the
/// server's time, what is sent, and this program's.
struct Batches {
  let count: Int
  let rounds: Int

  private static let sizes = [500, 2_000]

  func table() async throws -> Table {
    var columns: [Stopwatch] = []
    for size in Self.sizes {
      var watch = Stopwatch()
      for _ in 0..<rounds { try await workOff(size, &watch) }
      columns.append(watch)
    }
    var table = Table(
      "\(count) triggers on PostgreSQL, \(rounds) rounds: microseconds a trigger, as minimum / median / maximum",
      columns: Self.sizes.map { "batches of \($0)" })
    for name in columns[0].names {
      let cells = zip(columns, Self.sizes).map { watch, size in
        watch.samples[name].map { Self.text($0, of: size) } ?? ""
      }
      table.add(name, cells)
    }
    return table
  }

  private func workOff(_ size: Int, _ watch: inout Stopwatch) async throws {
    let queue = try await ThrowawayQueue(for: .processUnlocked, count: count)
    let store = try await queue.store()
    let request = ClaimRequest(
      .due(types: [SwiftSide.Breakfast.typed]), limit: size, processorID: "benchmark", lease: .minutes(1))
    var done = 0
    while done < count {
      let claims = try await watch.time("claim") { try await store.claim(request, now: nil) }
      let checked = try await watch.time("recheck") { try await store.recheck(claims, now: nil) }
      let finishes = checked.map { trigger in
        var progress = trigger.record.progress
        (progress.processed, progress.successful) = (trigger.at, true)
        return Finish(claim: trigger.claim, seen: trigger.record.progress, progress: progress, attempt: nil)
      }
      let results = try await watch.time("finish") { try await store.finish(finishes) }
      guard !claims.isEmpty, results.allSatisfy({ $0 == .recorded }) else {
        throw BenchmarkFailure(description: "batches: \(done) of \(count) were recorded.")
      }
      done += results.count
    }
    try await queue.check(.processUnlocked, count: count, by: "the store")
  }

  /// From milliseconds a batch.
  private static func text(_ sample: Sample, of size: Int) -> String {
    [sample.min, sample.median, sample.max].map { String(format: "%.1f", $0 * 1_000 / Double(size)) }
      .joined(separator: " / ")
  }
}
