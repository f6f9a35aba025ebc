import Testing

/// A sentence that every store keeps, and the proof of it.
///
///     @Test(arguments: StoreRule.all) func keeps(_ rule: StoreRule) async throws {
///       try await rule.check(await MyFixture())
///     }
public struct StoreRule: Sendable, CustomTestStringConvertible {
  public let name: String
  /// Throws or records an issue where the rule is broken. Wants a fixture of its own.
  public let check: @Sendable (any StoreFixture) async throws -> Void

  init(_ name: String, check: @escaping @Sendable (any StoreFixture) async throws -> Void) {
    self.name = name
    self.check = check
  }

  public var testDescription: String { name }

  /// In the order in which a trigger lives.
  public static let all: [StoreRule] = [
    firing, claiming, leases, finishing, takingOver, sweeping, forgetting, processors, counting, paging, detail,
    reading,
    mapping, operating, editing, typing, deleting, undoing, restoring, cleaning, migrating,
  ].flatMap { $0 }

  /// Those that make rows, or write them back under the id that they had: how a table numbers its rows matters here.
  public static let writingIDs = [firing, finishing, typing, undoing, restoring, migrating].flatMap { $0 }
}
