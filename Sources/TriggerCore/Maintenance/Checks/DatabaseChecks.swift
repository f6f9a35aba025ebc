/// Whether the database answers as a queue, and how fast.
public struct DatabaseCheck: Check {
  public let name = "database"
  private let store: any TriggerStore

  public init(store: any TriggerStore) { self.store = store }

  public func run() async throws -> CheckResult {
    let begun = ContinuousClock.now
    let facts = try await store.facts()
    let latency = ContinuousClock.now - begun
    let place = "\(facts.name): \(facts.kind.rawValue) \(facts.version), answers in \(latency.milliseconds) ms"
    if let reason = facts.readOnlyReason { return CheckResult(.warning, "\(place); nothing can be changed: \(reason)") }
    return CheckResult(.good, place + ".")
  }
}

extension Duration {
  /// Whole ones, rounded up.
  fileprivate var milliseconds: Int { Int((self / .milliseconds(1)).rounded(.up)) }
}

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

/// Whether the side tables are there: processing, attempts and undoing need them.
public struct SideTablesCheck: Check {
  public let name = "side tables"
  private let store: any TriggerStore

  public init(store: any TriggerStore) { self.store = store }

  public func run() async throws -> CheckResult {
    let facts = try await store.facts()
    guard let version = facts.sideTables else {
      return CheckResult(
        .warning,
        facts.sideTablesRefusal
          ?? "There are none: this queue can be looked at and acted upon, but not processed; run triggertop migrate."
      )
    }
    let statements = try await store.migrate(dryRun: true)
    guard statements.isEmpty else {
      return CheckResult(.warning, "Version \(version) is older than this program's; run triggertop migrate.")
    }
    return CheckResult(.good, "Version \(version).")
  }
}
