/// Why a program ended.
public enum ExitReason: Hashable, Sendable {
  /// It said so itself.
  case finished
  /// SIGINT or SIGTERM came twice, or the program did not care for the first.
  case interrupted
  /// The terminal went away.
  case terminalGone
}
