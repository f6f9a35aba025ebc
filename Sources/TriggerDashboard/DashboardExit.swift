import TerminalUI

/// How the dashboard ended.
public struct DashboardExit: Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// The operator left. What the processor ran is finished, or was never begun.
    case quit
    /// The operator left a second time, or the process was told to end: what the processor runs is to be handed back.
    case quitAtOnce
    /// The terminal went away.
    case terminalGone
  }

  public var reason: Reason
  /// What operations did that the end cut short, and how to take it back: sentences to be shown once the terminal was
  /// given back.
  public var unfinished: [String] = []
  /// Whether such an operation left triggers that it was to act on, or the processor what it ran.
  public var leavesWork = false
}
