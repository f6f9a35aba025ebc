/// Which characters a terminal can show. Views draw with all of Unicode; a backend translates on the way out.
public enum Glyphs: Sendable {
  case unicode
  case ascii

  /// What to show for a cell's text, in one column where that is ASCII: a letter without its marks, a twin, or `?`.
  public func shown(_ text: String) -> String {
    guard self == .ascii, let base = text.unicodeScalars.first else { return text }
    return base.isASCII ? String(base) : Self.twins[base] ?? "?"
  }

  private static let twins: [Unicode.Scalar: String] = {
    var twins: [Unicode.Scalar: String] = [:]
    for (ascii, scalars) in [
      ("-", "─━═–—┄┈╌"), ("|", "│┃║"), ("+", "┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝"), ("^", "▲↑⇧"), ("v", "▼↓"), (">", "▸▶→⇥›»"),
      ("<", "◂◀←⇤‹«⌫⏎"), ("*", "●◉★■✓"), ("o", "○◌□"), ("%", "◐◑"), (".", "·•⋅"), ("~", "…≈∼"), ("_", "␣"),
      (">", "≥"), ("<", "≤"), ("x", "×✗✕"), ("#", "█▓"), (":", "▒"), (".", "░"), ("'", "‘’′"), ("\"", "“”″"),
      // Sparklines: eight levels.
      ("_", "▁"), (".", "▂"), ("-", "▃"), ("=", "▄"), ("+", "▅"), ("*", "▆"), ("#", "▇"),
    ] {
      for scalar in scalars.unicodeScalars { twins[scalar] = ascii }
    }
    // Pictures of controls.
    for value in UInt32(0x2400)...0x2421 {
      if let scalar = Unicode.Scalar(value) { twins[scalar] = "." }
    }
    twins["␤"] = "$"
    return twins
  }()
}
