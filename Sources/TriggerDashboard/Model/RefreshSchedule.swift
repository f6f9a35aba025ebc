import TerminalUI
import TriggerCore

/// When the next round of refreshing is due, and what the last ones tell about the database.
///
/// Rounds never overlap, and take at most a twentieth of the time. After failures they come after 1, 2, 4, 8, 15 s.
/// Times are of this machine's clock.
struct RefreshSchedule: Sendable {
  private struct Failure: Sendable {
    var reason: String
    var since: Instant
    var count: Int
  }

  /// Waiting longer than this for an answer is called slow.
  static let slowAfter = Duration.seconds(2)
  private static let longestPause = Duration.seconds(15)

  let interval: Duration
  private let opened: Instant
  private var startedAt: Instant?
  private var nextAt: Instant
  private(set) var lastAnswer: Instant?
  private var failure: Failure?
  private var hasFailedInRound = false

  init(interval: Duration, now: Instant) {
    self.interval = interval
    opened = now
    nextAt = now
  }

  /// Whether a round should begin; a clock set back does not put it off for long.
  func isDue(at now: Instant) -> Bool {
    startedAt == nil && (now >= nextAt || nextAt.since(now) > .minutes(2))
  }

  var isUnderWay: Bool { startedAt != nil }
  var isLost: Bool { failure != nil }

  mutating func begin(at now: Instant) {
    startedAt = now
    hasFailedInRound = false
  }

  mutating func answered(at now: Instant) { lastAnswer = now }

  mutating func failed(_ error: StoreError, at now: Instant) {
    guard !hasFailedInRound else { return }
    hasFailedInRound = startedAt != nil
    failure = Failure(
      reason: error.description.sanitised, since: failure?.since ?? now, count: (failure?.count ?? 0) + 1)
  }

  /// - Parameter cost: how long the database was busy with the round.
  mutating func ended(cost: Duration, at now: Instant) {
    let began = startedAt ?? now
    startedAt = nil
    if hasFailedInRound, let failure {
      nextAt = now + min(.seconds(1 << min(failure.count - 1, 4)), Self.longestPause)
    } else {
      failure = nil
      nextAt = max(began + interval, now + cost * 19)
    }
  }

  /// Has the next round begin at once, as when the operator asks for it.
  mutating func hurry(at now: Instant) { nextAt = now }

  func connection(at now: Instant) -> Connection {
    if let failure {
      return .lost(
        reason: failure.reason, since: failure.since, nextTry: startedAt == nil ? max(.zero, nextAt.since(now)) : .zero)
    }
    guard let lastAnswer else { return .connecting(since: opened) }
    let isWaiting = startedAt.map { now.since($0) > Self.slowAfter } ?? false
    return isWaiting || now.since(lastAnswer) > max(interval, .zero) + Self.slowAfter
      ? .slow(lastAnswer: lastAnswer) : .live
  }
}
