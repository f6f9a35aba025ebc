/// The end of an attempt, to be recorded.
public struct Finish: Hashable, Sendable {
  public var claim: Claim
  /// The progress the decision was made on: recorded only where the row still says this.
  public var seen: Progress
  public var progress: Progress
  public var attempt: Attempt?
  /// Rows for `djtriggers_triggerresult`.
  public var results: [String]

  public init(claim: Claim, seen: Progress, progress: Progress, attempt: Attempt?, results: [String] = []) {
    self.claim = claim
    self.seen = seen
    self.progress = progress
    self.attempt = attempt
    self.results = results
  }
}
