/// Which part of a long list is on the screen.
public struct Viewport: Hashable, Sendable {
  /// The index of the topmost visible row.
  public var first: Int

  public init(first: Int = 0) {
    self.first = first
  }

  /// Scrolls as little as needed for `index` to be seen, and never past the end.
  public mutating func reveal(_ index: Int, height: Int, count: Int) {
    guard height > 0 else { return }
    if index < first { first = index }
    if index >= first + height { first = index - height + 1 }
    first = max(0, min(first, count - height))
  }

  /// Scrolls by some rows, never past either end.
  public mutating func scroll(by rows: Int, height: Int, count: Int) {
    first = max(0, min(first + rows, count - height))
  }
}
