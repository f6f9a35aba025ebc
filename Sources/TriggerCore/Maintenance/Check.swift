/// One thing that must be true for a queue to be in good health.
///
/// Applications add their own beside those of `triggertop check`.
public protocol Check: Sendable {
  /// A short name, unique among the checks of a run: `database`, `redis`.
  var name: String { get }
  /// Finds out. What it throws is a failure with that description.
  func run() async throws -> CheckResult
}
