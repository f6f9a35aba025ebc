import TriggerCore

/// When to count beyond what a round of refreshing looks at, so that all of it stays within the twentieth of the
/// database's time that reading may take: half of that is for exact counts, where they are needed at all.
///
/// Times are counted from the dashboard's opening.
struct ExactCounting: Sendable {
  /// A longer count is not tried: meanwhile nothing else is read.
  static let longest = Duration.seconds(1)
  /// Pauses are so many times as long as the count before.
  private static let patience = 40
  /// A count that costs less belongs to the round.
  private static let negligible = Duration.milliseconds(2)

  private var nextAt: Duration?
  private var costOfRound = Duration.zero

  /// How long the database may count in a round that begins now.
  func allowance(at now: Duration) -> Duration {
    nextAt.map { now < $0 } ?? false ? .zero : Self.longest
  }

  mutating func begin() { costOfRound = .zero }

  /// - Parameter cost: what counting beyond the bounds cost, in vain or not.
  mutating func spent(_ cost: Duration, at now: Duration) {
    guard cost > Self.negligible else { return }
    costOfRound += cost
    nextAt = now + costOfRound * Self.patience
  }

  /// What a round's cost weighs in the schedule: without what was paid here, and double while exact counts have their
  /// half.
  func weight(ofRound cost: Duration, at now: Duration) -> Duration {
    guard let nextAt, now - nextAt < .minutes(1) else { return cost }
    return max(.zero, cost - costOfRound) * 2
  }
}
