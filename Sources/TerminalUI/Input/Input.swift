/// What reaches a program from outside, other than its own messages.
public enum Input: Hashable, Sendable {
  case key(Key)
  /// Text pasted in one go, as it came: sanitise it before showing it.
  case paste(String)
  case mouse(MouseEvent)
  /// Whether the terminal's window now has the focus; many terminals never say.
  case focus(Bool)
  case resize(Size)
  /// As often as the program asks for by `tickInterval`.
  case tick
  /// SIGINT or SIGTERM: end when it suits. A second one ends the program at once.
  case interrupt
}
