/// A picture of the whole screen, cell by cell, that views draw into and backends show.
///
/// Only safe text can enter it, since whatever is written is cut into safe graphemes. Drawing outside it, or into
/// one of 1×1, does nothing.
public struct Frame: Hashable, Sendable {
  public let size: Size
  /// Where the terminal's cursor blinks, such as in a text field; nil hides it.
  public var cursor: Point?
  private var cells: [Cell]

  public init(size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  public var bounds: Rect { Rect(size) }

  /// The cells of one row, empty if there is no such row.
  public func row(_ y: Int) -> ArraySlice<Cell> {
    guard y >= 0, y < size.rows else { return [] }
    return cells[y * size.columns..<(y + 1) * size.columns]
  }

  /// The text of one row, without the blanks at its end.
  public func text(row y: Int) -> String {
    var text = row(y).map(\.text).joined()
    while text.last == " " { text.removeLast() }
    return text
  }

  public subscript(point: Point) -> Cell? {
    index(point).map { cells[$0] }
  }

  private func index(_ point: Point) -> Int? {
    bounds.contains(point) ? point.y * size.columns + point.x : nil
  }
}

// MARK: - Writing

extension Frame {
  /// Writes one line of text, cut to `width` columns and the frame.
  ///
  /// - Parameter width: nil: up to the right edge.
  /// - Returns: The columns used.
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, at point: Point, width: Int? = nil, style: Style = .text,
    truncation: Truncation = .tail
  ) -> Int {
    let room = min(width ?? .max, max(0, size.columns - point.x))
    guard room > 0, point.y >= 0, point.y < size.rows else { return 0 }
    var x = point.x
    for grapheme in Graphemes(text.truncated(to: room, truncation)) {
      put(grapheme, at: Point(x: x, y: point.y), style: style)
      x += grapheme.width
    }
    return x - point.x
  }

  /// Fills a part with blanks, or with the first grapheme of `text` that is one column wide.
  public mutating func fill(_ rect: Rect, with text: String = " ", style: Style = .text) {
    let grapheme = Graphemes(text).first { $0.width == 1 } ?? Grapheme(text: " ", width: 1)
    forEachPoint(in: rect) { frame, point in frame.put(grapheme, at: point, style: style) }
  }

  /// Changes the styles in a part and leaves its text alone, as for the line under the cursor.
  public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
    forEachPoint(in: rect) { frame, point in
      if let index = frame.index(point) { change(&frame.cells[index].style) }
    }
  }

  private mutating func forEachPoint(in rect: Rect, _ body: (inout Frame, Point) -> Void) {
    let columns = (rect.x..<max(rect.x, rect.maxX)).clamped(to: 0..<size.columns)
    for y in (rect.y..<max(rect.y, rect.maxY)).clamped(to: 0..<size.rows) {
      for x in columns { body(&self, Point(x: x, y: y)) }
    }
  }

  private mutating func put(_ grapheme: Grapheme, at point: Point, style: Style) {
    guard let index = index(point) else { return }
    guard grapheme.width == 1 || point.x + 1 < size.columns else {
      return put(Grapheme(text: " ", width: 1), at: point, style: style)
    }
    releaseHalves(at: point)
    cells[index] = Cell(text: grapheme.text, width: Int8(grapheme.width), style: style)
    if grapheme.width == 2 {
      releaseHalves(at: Point(x: point.x + 1, y: point.y))
      cells[index + 1] = .rightHalf(style)
    }
  }

  /// Blanks the other half of a wide cell of which one half is about to be overwritten.
  private mutating func releaseHalves(at point: Point) {
    guard let index = index(point) else { return }
    switch cells[index].width {
    case 0: cells[index - 1] = Cell(text: " ", width: 1, style: cells[index - 1].style)
    case 2: cells[index + 1] = Cell(text: " ", width: 1, style: cells[index + 1].style)
    default: break
    }
  }
}
