/// A text told apart from others by its letters, as databases do it. To Swift's `String`, `é` in one scalar and `e` with
/// an accent behind it are equal: two types of triggers, or two fields, would become one.
public struct ExactText: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  public let text: String

  public init(_ text: some StringProtocol) { self.text = String(text) }
  public init(stringLiteral text: String) { self.text = text }

  public var description: String { text }

  public static func == (left: ExactText, right: ExactText) -> Bool { left.text.isExactly(right.text) }

  public static func < (left: ExactText, right: ExactText) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension String {
  package func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension Sequence<String> {
  package func containsExactly(_ text: String) -> Bool { contains { $0.isExactly(text) } }
}

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

extension String {
  /// As it stands in a list or a sentence, where nothing would be seen of an empty one.
  package var orEmptyMark: String { isEmpty ? "‹empty›" : self }
}
