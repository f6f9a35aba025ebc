import Glibc

/// How many triggers of a type to claim ahead: enough that slots never wait for the database, few enough that nothing
/// claimed waits long for a slot.
///
/// Slow handlers get one trigger as a slot becomes free; fast ones a twentieth of a second's work ahead.
struct ClaimPlan {
  /// Of how long handlers ran lately: the logarithm's mean, in which one that hangs counts for little. Nil before the
  /// first has ended.
  private var logarithm: Double?

  /// Claimed ahead at most, however fast.
  static let most = 2_000
  /// Each new run's share in the mean.
  private static let weight = 1.0 / 16

  mutating func ended(after duration: Duration) {
    let news = log(max(duration.inSeconds, 1e-6))
    logarithm = logarithm.map { $0 + (news - $0) * Self.weight } ?? news
  }

  /// Beside what runs. Half of it is worked off before more is asked for, so that batches stay large.
  /// - Parameter slots: that the type may expect to have, a fraction where it shares them.
  func ahead(slots: Double) -> Int {
    logarithm.map { Int(min(Double(Self.most), 0.05 * slots / exp($0))) } ?? 0
  }
}
