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
