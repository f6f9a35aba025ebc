/// The screen did not come to show what was waited for.
public struct VainWait: Error, CustomStringConvertible {
  public let expected: String
  /// What ended the wait.
  public let reason: String
  public let screen: String

  public var description: String { "Waited in vain for \(expected): \(reason); the screen shows:\n\(screen)" }
}

/// tmux itself could not do as asked, or is not installed, or the terminal has ended.
public struct TmuxFailure: Error, CustomStringConvertible {
  public let command: String
  public let errors: String

  public var description: String { "tmux \(command) failed (apt-get install tmux): \(errors)" }
}
