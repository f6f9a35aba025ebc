/// Where a trigger came from: free text, by convention parts joined by `$` (`invoice$4411`).
///
///     let source: Source = ["invoice", 4411]
///     source.text    // "invoice$4411"
///     source.parts   // ["invoice", "4411"]
public struct Source: Hashable, Sendable {
  /// As the column holds it.
  public let text: String

  /// The first given part that contains `$` itself: it could not be split again, so firing refuses it.
  public let ambiguousPart: String?

  /// A source as read from the table.
  public init(stored text: String) {
    self.text = text
    ambiguousPart = nil
  }

  /// Joins parts as django-triggers' `set_source` does: empty parts are kept.
  public init(_ parts: [String]) {
    text = parts.joined(separator: "$")
    ambiguousPart = parts.first { $0.unicodeScalars.contains("$") }
  }

  public static func == (left: Source, right: Source) -> Bool { left.text.isExactly(right.text) }
  public func hash(into hasher: inout Hasher) { hasher.combine(ExactText(text)) }

  /// Splits as django-triggers' `get_source` does: empty parts are dropped.
  public var parts: [String] { text.unicodeScalars.split(separator: "$").map(String.init) }
}

extension Source: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self.init(stored: text) }
}

extension Source: ExpressibleByArrayLiteral {
  public init(arrayLiteral parts: any CustomStringConvertible...) { self.init(parts.map(\.description)) }
}
