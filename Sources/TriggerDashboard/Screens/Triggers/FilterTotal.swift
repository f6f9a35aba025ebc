import TriggerCore

/// How many rows a filter matches, as it was last counted.
struct FilterTotal: Sendable {
  /// Counting may take some 100 ms of the database's time.
  static let pause = Duration.seconds(10)

  let filter: TriggerFilter
  /// By the database's clock.
  private(set) var askedAt: Instant
  /// Nil until it was counted.
  var tally: Tally?

  /// Has it counted again with the next round.
  mutating func expire() { askedAt = .negativeInfinity }
}
