extension StringProtocol {
  /// This text in sanitised lines of at most `width` columns, broken at spaces where there are any.
  public func wrapped(to width: Int) -> [String] {
    guard width > 0 else { return [] }
    return sanitisedLines.flatMap { line in
      line.displayWidth <= width ? [line] : Self.wrap(line, to: width)
    }
  }

  private static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    func endLine() {
      lines.append(line)
      line = ""
      used = 0
    }
    for word in text.split(separator: " ") {
      let columns = word.displayWidth
      if used > 0 {
        if used + 1 + columns <= width {
          line += " "
          used += 1
        } else {
          endLine()
        }
      }
      for grapheme in Graphemes(word) {
        if used > 0, used + grapheme.width > width { endLine() }
        line += grapheme.text
        used += grapheme.width
      }
    }
    if used > 0 || lines.isEmpty { endLine() }
    return lines
  }
}
