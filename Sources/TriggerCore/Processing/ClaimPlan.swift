import Glibc

/// How many triggers to claim: enough that slots never wait for the database, few enough that nothing claimed waits
/// long for a slot.
///
/// Slow handlers get one trigger as a slot becomes free; fast ones a tenth of a second's work ahead.
struct ClaimPlan {
  /// Ends a second, forgotten with a time constant of a quarter of a second.
  private var rate = 0.0
  private var measured = Duration.zero

  /// Claimed ahead at most, however fast.
  static let most = 2_000
  /// Ends that may wait to be recorded before claiming stops.
  static let mostUnrecorded = 6_000
  /// Ends of which each waits for something of its own before claiming stops.
  static let mostSetAside = 10_000
  private static let memory = 0.25

  mutating func ended(at uptime: Duration) {
    rate = rate(at: uptime) + 1 / Self.memory
    measured = uptime
  }

  /// - Returns: 0 for not now.
  func room(
    slots: Int, running: Int, ready: Int, unrecorded: Int, setAside: Int = 0, at uptime: Duration
  ) -> Int {
    guard unrecorded < Self.mostUnrecorded, setAside < Self.mostSetAside else { return 0 }
    let ahead = ahead(at: uptime)
    guard ready <= ahead / 2 else { return 0 }
    return max(0, slots + ahead - running - ready)
  }

  /// Half of what was claimed ahead is worked off before more is asked for, so that batches stay large.
  func lowWater(at uptime: Duration) -> Int { ahead(at: uptime) / 2 }

  private func ahead(at uptime: Duration) -> Int { min(Self.most, Int(rate(at: uptime) / 10)) }

  private func rate(at uptime: Duration) -> Double {
    rate * exp((measured - uptime).inSeconds / Self.memory)
  }
}
