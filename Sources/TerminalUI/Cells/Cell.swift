/// One column of one row. A wide character takes two: the second has width 0 and no text.
public struct Cell: Hashable, Sendable {
  public internal(set) var text: String
  /// 1, 2, or 0 for the right half of the wide cell before it.
  public internal(set) var width: Int8
  public internal(set) var style: Style

  public static let blank = Cell(text: " ", width: 1, style: .text)

  static func rightHalf(_ style: Style) -> Cell { Cell(text: "", width: 0, style: style) }
}
