/// How far this machine's clock is from the database's, which decides what is due.
public struct ClockCheck: Check {
  /// More than a slow answer explains; Python workers go by their own machines' clocks.
  private static let tolerance = Duration.seconds(2)

  public let name = "clock"
  private let store: any TriggerStore

  public init(store: any TriggerStore) { self.store = store }

  public func run() async throws -> CheckResult {
    let asked = Instant.now
    let theirs = try await store.facts().clock
    let answered = Instant.now
    // Somewhere between question and answer it was read: only what lies outside is a difference.
    let ahead = max(theirs.since(answered), .zero)
    let behind = max(asked.since(theirs), .zero)
    guard max(ahead, behind) > Self.tolerance else {
      return CheckResult(.good, "This machine and the database agree within \(Self.tolerance.shorthand).")
    }
    let difference =
      ahead > behind ? "\(ahead.shorthand) ahead of this machine's" : "\(behind.shorthand) behind this machine's"
    return CheckResult(.warning, "The database's clock is \(difference); synchronise both (NTP).")
  }
}
