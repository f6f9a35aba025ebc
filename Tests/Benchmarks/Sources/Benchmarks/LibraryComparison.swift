import Foundation

/// The real django-triggers and triggertop, in turns, each round on fresh tables of the same content; or one of them.
struct LibraryComparison {
  let works: [Work]
  let count: Int
  let rounds: Int
  let sides: [any Side]

  /// Triggers a second.
  func rates() async throws -> Table {
    try await table(
      "\(count) triggers, \(rounds) rounds: triggers a second, as minimum / median / maximum",
      ratio: { theirs, ours in ours / theirs }
    ) { Double(count) / $0.seconds }
  }

  /// Bytes that PostgreSQL writes ahead, a trigger.
  func writtenAhead() async throws -> Table {
    try await table(
      "\(count) triggers, \(rounds) rounds: bytes of WAL a trigger after a checkpoint, full_page_writes off",
      ratio: { theirs, ours in theirs / ours }
    ) { $0.writtenAhead / Double(count) }
  }

  private func table(
    _ title: String, ratio: (Double, Double) -> Double, _ figure: (Cost) -> Double
  ) async throws -> Table {
    var table = Table(title, columns: sides.map(\.name) + (sides.count == 2 ? ["ratio of medians"] : []))
    for work in works {
      let samples = try await samples(of: work, figure)
      let ratio = sides.count == 2 ? [String(format: "%.1f", ratio(samples[0].median, samples[1].median))] : []
      table.add(work.name, samples.map(\.range) + ratio)
    }
    return table
  }

  private func samples(of work: Work, _ figure: (Cost) -> Double) async throws -> [Sample] {
    var samples = sides.map { _ in Sample() }
    for round in 0..<rounds {
      // Whoever is first finds a quieter machine, or a colder one.
      for side in round.isMultiple(of: 2) ? Array(sides.indices) : sides.indices.reversed() {
        samples[side].add(figure(try await cost(of: work, by: sides[side])))
      }
    }
    return samples
  }

  private func cost(of work: Work, by side: any Side) async throws -> Cost {
    let queue = try await ThrowawayQueue(for: work, count: count)
    let cost = try await side.cost(of: work, count: count, on: queue)
    try await queue.check(work, count: count, by: side.name)
    return cost
  }
}
