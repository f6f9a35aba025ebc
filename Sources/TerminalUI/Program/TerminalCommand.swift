/// What only the terminal can do for a program.
public enum TerminalCommand: Hashable, Sendable {
  /// Puts text on the clipboard (OSC 52), where the terminal allows it.
  case copy(String)
  /// Paints everything anew, whatever another program wrote over it.
  case redraw
  /// Stops the process as Ctrl-Z does, until the shell continues it.
  case suspend
}
