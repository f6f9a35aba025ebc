import TerminalUI

/// What is told to the operator, in place of the key bar, until the next key or for a while.
struct Notice: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case done, refusal, trouble }

  var kind: Kind
  /// A whole sentence; may come from the database, and is made safe here.
  let text: String

  init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text.sanitised
  }

  static func done(_ text: String) -> Notice { Notice(.done, text) }
  static func refusal(_ text: String) -> Notice { Notice(.refusal, text) }
  static func trouble(_ text: String) -> Notice { Notice(.trouble, text) }
}
