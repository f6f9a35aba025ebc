/// What the terminal's own background is like, by which a theme is chosen.
public enum Background: String, Sendable, CaseIterable {
  case dark
  case light

  /// What COLORFGBG says (rxvt, Konsole and others set it, as `15;0`); dark where it says nothing.
  public init(environment: [String: String]) {
    let last = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
    self = last == 7 || last == 15 ? .light : .dark
  }
}
