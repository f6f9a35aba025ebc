/// What becomes of text that is wider than its place.
public enum Truncation: Sendable {
  /// Its end gives way to an ellipsis.
  case tail
  /// It is cut off without a sign.
  case none
}

extension StringProtocol {
  /// As much of this text as fits in `width` columns, sanitised.
  public func truncated(to width: Int, _ truncation: Truncation = .tail) -> String {
    guard width > 0 else { return "" }
    let ellipsis = truncation == .tail && displayWidth > width ? "…" : ""
    let room = width - ellipsis.count
    var result = ""
    var used = 0
    for grapheme in Graphemes(self) {
      used += grapheme.width
      guard used <= room else { break }
      result += grapheme.text
    }
    return result + ellipsis
  }
}
