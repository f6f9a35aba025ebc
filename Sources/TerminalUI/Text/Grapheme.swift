/// What one cell, or two for a wide one, can hold: a scalar that takes room and the marks upon it.
public struct Grapheme: Hashable, Sendable {
  public let text: String
  /// 1 or 2 columns.
  public let width: Int
}
