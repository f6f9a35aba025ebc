/// How a filter compares a column's text. Comparison is exact to the letter, but for `contains`.
public enum TextMatch: Hashable, Sendable {
  case exactly(String)
  case prefix(String)
  /// Anywhere, ignoring the case of ASCII letters.
  case contains(String)
}
