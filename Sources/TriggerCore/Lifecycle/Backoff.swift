/// How long a failed trigger waits before its next try.
public enum Backoff: Hashable, Sendable {
  /// Due again at once, as in django-triggers.
  case none
  /// `base` doubled with each further try, at most `limit`, then spread by up to a quarter either way so that
  /// what failed together does not come back together.
  case exponential(base: Duration = .seconds(15), limit: Duration = .hours(1))

  /// - Parameters:
  ///   - tries: failed tries so far, this one included; 1 or more.
  ///   - jitter: from 0 to 1; 0.5 changes nothing.
  /// - Returns: nil where the trigger's time is to be left alone.
  public func delay(afterTries tries: Int, jitter: Double) -> Duration? {
    switch self {
    case .none: return nil
    case .exponential(let base, let limit):
      let doublings = min(max(tries - 1, 0), 40)
      let seconds = min(base.inSeconds * Double(1 << doublings), limit.inSeconds)
      // Far less than overflows, far more than the calendar has.
      return .microseconds(Int64(min(seconds * (0.75 + 0.5 * jitter), 1e12) * 1_000_000))
    }
  }
}
