import Foundation
import Testing

/// See `heavy`, `lasting` and `waiting`.
public struct WorkTrait: TestTrait, SuiteTrait, TestScoping {
  /// Where a place must be free first; nil for tests that need none.
  let places: Places?

  public var isRecursive: Bool { true }

  /// So that a test in a heavy suite that is called heavy itself does not wait for a second place.
  @TaskLocal private static var hasPlace = false

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard let places else { return try await Patience.watching(function) }
    // What is said of a test itself counts more than what is said of its suite, and stands behind it.
    let own = test.traits.compactMap { ($0 as? WorkTrait)?.places }.last
    guard own === places, !Self.hasPlace else { return try await function() }
    await places.take()
    defer { places.giveBack() }
    try await Self.$hasPlace.withValue(true) { try await Patience.watching(function) }
  }
}

extension Trait where Self == WorkTrait {
  /// A test that starts programs, terminals, Python or a server of its own, or has a database made for it.
  ///
  /// Few of them work at a time, in the order in which they came, so that what one of them waits for is its own work
  /// and not the machine; tests without it are not kept waiting. Told as hanging after `Patience.hang`.
  public static var heavy: Self { WorkTrait(places: .ofThisMachine) }

  /// A heavy test that takes many seconds in which the machine could do something else: a lease runs out, a program
  /// tries again later. It has a place of its own kind, so that it begins early and none that works waits for it.
  public static var lasting: Self { WorkTrait(places: .beside) }

  /// A test that waits for something within this process. Told as hanging after `Patience.hang`.
  public static var waiting: Self { WorkTrait(places: nil) }
}

extension Places {
  /// Programs and servers work on the cores while the tests that started them wait.
  fileprivate static let ofThisMachine = Places(ProcessInfo.processInfo.activeProcessorCount * 3)
  fileprivate static let beside = Places(ProcessInfo.processInfo.activeProcessorCount * 3)
}
