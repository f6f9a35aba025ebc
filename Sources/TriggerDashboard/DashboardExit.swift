import TerminalUI

/// Why the dashboard ended.
public enum DashboardExit: Hashable, Sendable {
  /// The operator left. What the processor ran is finished, or was never begun.
  case quit
  /// The operator left a second time, or the process was told to end: what the processor runs is to be handed back.
  case quitAtOnce
  /// The terminal went away.
  case terminalGone
}
