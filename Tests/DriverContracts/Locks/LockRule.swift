import Testing

/// A sentence that all locks keep, and the proof of it.
///
///     @Test(arguments: LockRule.all) func keeps(_ rule: LockRule) async throws {
///       try await rule.check(try await MyFixture())
///     }
public struct LockRule: Sendable, CustomTestStringConvertible {
  public let name: String
  /// Throws or records an issue where the rule is broken. Wants a fixture of its own.
  public let check: @Sendable (any LockFixture) async throws -> Void

  init(_ name: String, check: @escaping @Sendable (any LockFixture) async throws -> Void) {
    self.name = name
    self.check = check
  }

  public var testDescription: String { name }

  /// In the order in which a lock lives.
  public static let all = taking + keeping + givingBack
}
