import ArgumentParser
import Foundation
import TestSupport

/// Measures what triggertop costs, on servers of its own; prints tables in Markdown.
@main
struct Benchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks", abstract: "Measures what triggertop costs, side by side.",
    discussion: "Starts a throwaway PostgreSQL and Redis. Nobody else should be using the machine.")

  @Argument(help: "What to measure.")
  var parts = Part.allCases

  @Option(help: "library: triggers in each round.")
  var triggers = 5_000

  @Option(help: "library: rounds, the two sides taking turns.")
  var rounds = 5

  @Option(help: ArgumentHelp("library: redis-py on the Python side; 4.6.0 is the fastest.", valueName: "version"))
  var redisPy = "4.6.0"

  @Option(help: "store: rows of a table; given again, another table.")
  var rows: [Int] = []

  func validate() throws {
    guard triggers > 0, rounds > 0 else { throw ValidationError("--triggers and --rounds are 1 or more.") }
    guard rows.allSatisfy({ $0 >= BigQueue.least }) else {
      throw ValidationError("--rows is \(BigQueue.least) or more.")
    }
  }

  func run() async throws {
    if parts.contains(.library) {
      let python = try await PythonSide(redisPy: redisPy)
      show(try await LibraryComparison(count: triggers, rounds: rounds, python: python).table())
    }
    if parts.contains(.store) {
      for rows in rows.isEmpty ? [500_000] : rows { show(try await StoreCosts(rows: rows).table()) }
    }
  }

  /// At once, even in a pipe.
  private func show(_ table: Table) {
    print(table)
    fflush(nil)
  }
}
