/// How a filter compares a column's text. Comparison is exact to the letter, but for `contains`.
public enum TextMatch: Sendable {
  case exactly(String)
  case prefix(String)
  /// Anywhere, ignoring the case of ASCII letters.
  case contains(String)
}

extension TextMatch: Hashable {
  public static func == (left: TextMatch, right: TextMatch) -> Bool {
    switch (left, right) {
    case (.exactly(let left), .exactly(let right)), (.prefix(let left), .prefix(let right)),
      (.contains(let left), .contains(let right)):
      left.isExactly(right)
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .exactly(let text), .prefix(let text), .contains(let text): hasher.combine(ExactText(text))
    }
  }
}
