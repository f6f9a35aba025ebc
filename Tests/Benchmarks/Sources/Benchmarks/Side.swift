import ArgumentParser

/// One of the two that are compared.
protocol Side: Sendable {
  var name: String { get }
  /// Does the work on a queue made ready for it, and says what that took, without its start.
  func cost(of work: Work, count: Int, on queue: ThrowawayQueue) async throws -> Cost
}

/// What a piece of work took.
struct Cost {
  var seconds: Double
  /// Bytes that PostgreSQL wrote ahead meanwhile; 0 on SQLite.
  var writtenAhead: Double
}

/// A side as it is asked for.
enum SideChoice: String, CaseIterable, ExpressibleByArgument {
  case python, swift
}
