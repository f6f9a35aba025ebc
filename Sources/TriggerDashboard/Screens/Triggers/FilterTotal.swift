import TriggerCore

/// How many rows a filter matches, as it was last counted. Times are by the database's clock.
struct FilterTotal: Sendable {
  /// Counting may take some 100 ms of the database's time.
  static let pause = Duration.seconds(10)

  let filter: TriggerFilter
  private(set) var askedAt: Instant
  /// Nil until it was counted.
  private(set) var tally: Tally?
  /// When it was asked for.
  private(set) var countedAt: Instant?

  init(filter: TriggerFilter, askedAt: Instant, tally: Tally? = nil, countedAt: Instant? = nil) {
    self.filter = filter
    self.askedAt = askedAt
    self.tally = tally
    self.countedAt = countedAt
  }

  func tally(at now: Instant) -> Tally? {
    tally.map { Tally($0.value, $0.exactness, age: countedAt.map { max(.zero, now.since($0)) } ?? .zero) }
  }

  /// An exact number stays, and grows old, as long as only a bound below it is known.
  mutating func take(_ new: Tally) {
    if let tally, tally.exactness == .exact, new.exactness == .atLeast, new.value <= tally.value { return }
    (tally, countedAt) = (new, askedAt)
  }

  /// Has it counted again with the next round.
  mutating func expire() { askedAt = .negativeInfinity }
}
