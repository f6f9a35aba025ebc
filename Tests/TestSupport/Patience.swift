import Foundation
import Testing

/// How long tests wait for what comes by itself: the only limit that they hold against the clock on the wall.
///
/// A wait ends by its condition, or by the end of what it watches. What takes as long as this hangs.
public enum Patience {
  /// Five minutes, times `TEST_PATIENCE` from the environment.
  public static let hang: Duration = .seconds(300) * factor

  private static let factor = ProcessInfo.processInfo.environment["TEST_PATIENCE"].flatMap(Double.init) ?? 1

  /// Looks again and again until it is so: for what other programs do and nobody tells of.
  public static func until(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + hang
    while try await !condition() {
      try #require(ContinuousClock.now < deadline, "It did not come to pass within \(hang).")
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Runs a test; where it hangs, that is told, and its task is cancelled, which ends the waits of this module: what they
  /// then throw tells what was waited for.
  static func watching(_ body: @Sendable () async throws -> Void) async throws {
    try await withoutActuallyEscaping(body) { body in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await body() }
        group.addTask {
          try await Task.sleep(for: hang)
          Issue.record("It hangs: nothing came within \(hang).")
        }
        try await group.next()
        group.cancelAll()
        do { try await group.next() } catch is CancellationError {}
      }
    }
  }
}
