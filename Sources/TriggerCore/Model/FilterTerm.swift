/// A term of a filter's text, split but not yet understood. Every character knows whether it stood in quotes:
/// only what did not may separate, negate or stand for more.
struct FilterTerm {
  struct Character: Equatable {
    /// Nil are quotes with nothing between them.
    var value: Swift.Character?
    var isQuoted = false
  }

  var characters: ArraySlice<Character>

  /// Without its quotes.
  var text: String { String(characters.compactMap(\.value)) }

  /// Splits at white space. Inside quotes a backslash takes the next character as it is.
  static func terms(of text: String) throws(InvalidInput) -> [FilterTerm] {
    var terms: [FilterTerm] = []
    var current: [Character] = []
    var isQuoted = false
    var opening = 0
    var rest = text[...]
    while let value = rest.popFirst() {
      switch value {
      case "\"":
        if isQuoted, current.count == opening { current.append(Character(value: nil, isQuoted: true)) }
        isQuoted.toggle()
        opening = current.count
      case "\\" where isQuoted:
        guard let escaped = rest.popFirst() else { break }
        current.append(Character(value: escaped, isQuoted: true))
      case _ where value.isWhitespace && !isQuoted:
        if !current.isEmpty { terms.append(FilterTerm(characters: current[...])) }
        current = []
      default: current.append(Character(value: value, isQuoted: isQuoted))
      }
    }
    if isQuoted { throw InvalidInput("The filter has an opening quote without a closing one.") }
    if !current.isEmpty { terms.append(FilterTerm(characters: current[...])) }
    return terms
  }

  /// What stands before and after the first free colon; nil where there is none.
  var field: (name: String, value: FilterTerm)? {
    guard let colon = characters.firstIndex(of: Character(value: ":")) else { return nil }
    return (
      String(characters[..<colon].compactMap(\.value)), FilterTerm(characters: characters[(colon + 1)...])
    )
  }

  /// Split at free commas.
  var alternatives: [FilterTerm] {
    characters.split(separator: Character(value: ","), omittingEmptySubsequences: false)
      .map(FilterTerm.init(characters:))
  }

  /// Puts quotes around a text that needs them to be read back as it is.
  static func quoted(_ text: String) -> String {
    let needsQuotes =
      text.isEmpty || text.hasPrefix("~") || text.hasSuffix("*")
      || text.contains { $0.isWhitespace || ",:\"*".contains($0) }
    guard needsQuotes else { return text }
    return "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
