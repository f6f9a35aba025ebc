import TerminalUI
import TriggerCore

/// When the next round of refreshing is due, and what the last ones tell about the database.
///
/// Rounds never overlap. They take at most a twentieth of the time, as long as that leaves nothing on screen older than
/// some 20 s; after failures they come after 1, 2, 4, 8, 15 s at the earliest. Times are counted from the dashboard's
/// opening, so that no clock which is set moves them.
struct RefreshSchedule: Sendable {
  private struct Failure: Sendable {
    var reason: String
    var since: Duration
    /// Rounds that failed in a row.
    var rounds: Int
  }

  /// What has become of the round under way.
  private struct Round: Sendable {
    var began: Duration
    var hasFailed = false
    /// A statement ran until its limit: the database has more to do than it can.
    var wasCut = false
    /// Another was asked for meanwhile.
    var isHurried = false
  }

  /// Waiting longer than this for an answer is called slow.
  static let slowAfter = Duration.seconds(2)
  private static let longestBackoff = Duration.seconds(15)
  /// However much a round costs.
  private static let longestPause = Duration.seconds(20)
  private static let longestPauseWhenCut = Duration.seconds(60)

  let interval: Duration
  private var round: Round?
  private var nextAt = Duration.zero
  private var lastAnswer: Duration?
  private var failure: Failure?

  init(interval: Duration) { self.interval = interval }

  func isDue(at now: Duration) -> Bool { round == nil && now >= nextAt }

  var isUnderWay: Bool { round != nil }
  var isLost: Bool { failure != nil }

  mutating func begin(at now: Duration) { round = Round(began: now) }

  mutating func answered(at now: Duration) {
    lastAnswer = now
    guard round == nil, failure != nil else { return }
    // What failed between rounds, or in the last one, is asked for anew soon.
    failure = nil
    nextAt = min(nextAt, now + interval)
  }

  mutating func failed(_ error: StoreError, at now: Duration) {
    guard round?.hasFailed != true else { return }
    if round == nil, failure == nil { nextAt = min(nextAt, now + interval) }
    failure = Failure(
      reason: error.description.sanitised, since: failure?.since ?? now, rounds: failure?.rounds ?? 0)
    round?.hasFailed = true
    if case .timedOut = error { round?.wasCut = true }
  }

  /// - Parameter cost: how long the database was busy with the round.
  mutating func ended(cost: Duration, at now: Duration) {
    let ended = round ?? Round(began: now)
    round = nil
    var backoff = Duration.zero
    if ended.hasFailed {
      failure?.rounds += 1
      backoff = min(.seconds(1 << min((failure?.rounds ?? 1) - 1, 4)), Self.longestBackoff)
    } else {
      failure = nil
    }
    let longest = ended.wasCut ? Self.longestPauseWhenCut : Self.longestPause
    let pause = max(backoff, min(cost * 19, longest))
    nextAt = ended.isHurried ? now : max(ended.began + interval, now + pause)
  }

  /// Has the next round begin at once, or as soon as the one under way is over.
  mutating func hurry(at now: Duration) {
    round?.isHurried = true
    nextAt = now
  }

  func connection(at now: Duration) -> Connection {
    let next = round == nil ? max(.zero, nextAt - now) : nil
    if let failure { return .lost(reason: failure.reason, for: now - failure.since, nextTry: next ?? .zero) }
    guard let lastAnswer else { return .connecting(for: now) }
    let age = now - lastAnswer
    let isWaiting = round.map { now - $0.began > Self.slowAfter } ?? false
    return isWaiting || age > max(interval, .zero) + Self.slowAfter ? .slow(age: age, next: next) : .live
  }
}
