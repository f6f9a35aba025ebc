import Foundation

/// The real django-triggers and triggertop, in turns, each round on fresh tables of the same content.
struct LibraryComparison {
  let count: Int
  let rounds: Int
  let python: PythonSide

  func table() async throws -> Table {
    var table = Table(
      "\(count) triggers, \(rounds) rounds: triggers a second, as minimum / median / maximum",
      columns: ["\(python.name)", "triggertop", "ratio of medians"])
    for work in Work.allCases {
      let (theirs, ours) = try await samples(of: work)
      table.add(work.name, [theirs.text, ours.text, String(format: "%.1f", ours.median / theirs.median)])
    }
    return table
  }

  private func samples(of work: Work) async throws -> (python: Sample, swift: Sample) {
    var (theirs, ours) = (Sample(), Sample())
    for round in 0..<rounds {
      // Whoever is first finds a quieter machine, or a colder one.
      if round.isMultiple(of: 2) { theirs.add(try await rate(of: work, by: python)) }
      ours.add(try await rate(of: work, by: SwiftSide()))
      if !round.isMultiple(of: 2) { theirs.add(try await rate(of: work, by: python)) }
    }
    return (theirs, ours)
  }

  private func rate(of work: Work, by side: some Side) async throws -> Double {
    let queue = try await ThrowawayQueue(for: work, count: count)
    let time = try await side.time(of: work, count: count, on: queue)
    try await queue.check(work, count: count, by: side.name)
    return Double(count) / time
  }
}

extension Sample {
  fileprivate var text: String { String(format: "%.0f / %.0f / %.0f", min, median, max) }
}
