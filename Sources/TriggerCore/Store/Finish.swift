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
