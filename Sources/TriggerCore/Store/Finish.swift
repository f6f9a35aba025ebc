/// The end of an attempt, to be recorded.
public struct Finish: Hashable, Sendable {
  public var claim: Claim
  /// The progress the decision was made on: recorded only where the row still says this.
  public var seen: Progress
  public var progress: Progress
  public var attempt: Attempt?
  /// Rows for `djtriggers_triggerresult`.
  public var results: [String]
  /// The claim stays as a hold that is over, with its takeovers: an end that only says that a processor died with it.
  public var keepsTakeovers: Bool

  /// NUL in results and errors, which no database text can hold, becomes `␀`: an end that can't be recorded would
  /// come again for ever.
  public init(
    claim: Claim, seen: Progress, progress: Progress, attempt: Attempt?, results: [String] = [],
    keepsTakeovers: Bool = false
  ) {
    self.claim = claim
    self.keepsTakeovers = keepsTakeovers
    self.seen = seen
    self.progress = progress
    self.attempt = attempt
    self.attempt?.error = attempt?.error?.withVisibleNUL
    self.results = results.map(\.withVisibleNUL)
  }
}

extension AttemptError {
  fileprivate var withVisibleNUL: AttemptError {
    AttemptError(
      type: type.withVisibleNUL, message: message.withVisibleNUL, backtrace: backtrace?.withVisibleNUL)
  }
}

extension String {
  fileprivate var withVisibleNUL: String {
    guard unicodeScalars.contains("\0") else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "␀" : $0 }))
  }
}

/// What became of a `Finish`.
public enum FinishResult: Hashable, Sendable {
  /// Written, and the claim is gone.
  case recorded
  /// Somebody changed the row meanwhile, or a trigger of the database kept it as it was; the claim is kept. Decide again
  /// on this and send it again.
  case changed(TriggerRecord)
  /// Somebody else's transaction has the row locked: nothing was written, the claim is kept. Send it again after a pause.
  case busy
  /// The claim is somebody else's by now, or the row is gone: nothing was written, nothing is left to do.
  case stale
}
