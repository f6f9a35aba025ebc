/// A column of a table: its title, how wide it may be, and how soon it gives way.
public struct Column: Hashable, Sendable {
  public enum Alignment: Hashable, Sendable { case left, right }

  public let title: String
  public let minimum: Int
  /// What shows most values whole.
  public let ideal: Int
  /// What it may grow to when there is room to spare.
  public let maximum: Int
  public let alignment: Alignment
  /// Greater is kept longer when the terminal gets narrow, and widened sooner.
  public let importance: Int

  /// - Parameters:
  ///   - minimum: At least one column.
  ///   - maximum: nil: no wider than `ideal`; `.max`: whatever is left.
  public init(
    _ title: String, minimum: Int, ideal: Int? = nil, maximum: Int? = nil, alignment: Alignment = .left,
    importance: Int
  ) {
    self.title = title
    self.minimum = max(1, minimum)
    self.ideal = max(self.minimum, ideal ?? minimum)
    self.maximum = max(self.ideal, maximum ?? self.ideal)
    self.alignment = alignment
    self.importance = importance
  }
}
