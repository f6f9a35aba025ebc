/// The screen did not come to show what was waited for.
public struct TmuxTimeout: Error, CustomStringConvertible {
  public let expected: String
  public let screen: String

  public var description: String { "Waited in vain for \(expected); the screen shows:\n\(screen)" }
}

/// tmux itself could not do as asked, or is not installed.
public struct TmuxFailure: Error, CustomStringConvertible {
  public let command: String
  public let errors: String

  public var description: String { "tmux \(command) failed (apt-get install tmux): \(errors)" }
}
