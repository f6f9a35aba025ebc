import ArgumentParser
import Foundation
import TestSupport

/// Measures what triggertop costs, on servers of its own; prints tables in Markdown.
@main
struct Benchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks", abstract: "Measures what triggertop costs, side by side.",
    discussion: "Starts a throwaway PostgreSQL and Redis. Nobody else should be using the machine.")

  @Argument(help: "What to measure; library is process, fire and clean.")
  var parts = Part.whole

  @Option(help: "Of what both do (library and wal), what one of them does alone.")
  var side: SideChoice?

  @Option(help: "All but store and latency: triggers in each round.")
  var triggers = 5_000

  @Option(help: "Rounds of these, the two sides taking turns.")
  var rounds = 5

  @Option(help: "latency: how long it is fired.")
  var seconds = 10

  @Option(help: ArgumentHelp("redis-py on the Python side; 4.6.0 is the fastest.", valueName: "version"))
  var redisPy = "4.6.0"

  @Option(help: "store: rows of a table; given again, another table.")
  var rows: [Int] = []

  func validate() throws {
    guard triggers > 0, rounds > 0, seconds > 0 else {
      throw ValidationError("--triggers, --rounds and --seconds are 1 or more.")
    }
    guard rows.allSatisfy({ $0 >= BigQueue.least }) else {
      throw ValidationError("--rows is \(BigQueue.least) or more.")
    }
    if side == .python, let part = parts.first(where: { !$0.isCompared }), parts != Part.whole {
      throw ValidationError("django-triggers has nothing that \(part.rawValue) could measure.")
    }
  }

  func run() async throws {
    let works = Work.allCases.filter { work in parts.contains { $0.works.contains(work) } }
    let sides = parts.contains(where: \.isCompared) ? try await chosenSides() : []
    if !works.isEmpty { show(try await comparison(works, sides).rates()) }
    if parts.contains(.wal) {
      show(try await comparison([.fireEach, .fireAll, .processUnlocked], sides).writtenAhead())
    }
    guard side != .python else { return }
    if parts.contains(.latency) { show(try await Latency(seconds: seconds).table()) }
    if parts.contains(.batches) { show(try await Batches(count: triggers, rounds: rounds).table()) }
    if parts.contains(.scale) { show(try await Scale(count: triggers, rounds: rounds).table()) }
    if parts.contains(.fairness) { show(try await Fairness(count: min(triggers, 2_000), rounds: rounds).table()) }
    if parts.contains(.store) {
      for rows in rows.isEmpty ? [500_000] : rows { show(try await StoreCosts(rows: rows).table()) }
    }
  }

  private func chosenSides() async throws -> [any Side] {
    switch side {
    case nil: [try await PythonSide(redisPy: redisPy), SwiftSide()]
    case .python: [try await PythonSide(redisPy: redisPy)]
    case .swift: [SwiftSide()]
    }
  }

  private func comparison(_ works: [Work], _ sides: [any Side]) -> LibraryComparison {
    LibraryComparison(works: works, count: triggers, rounds: rounds, sides: sides)
  }

  /// At once, even in a pipe.
  private func show(_ table: Table) {
    print(table)
    fflush(nil)
  }
}
