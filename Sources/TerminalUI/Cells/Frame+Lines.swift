extension Frame {
  /// A horizontal line; `style` says in which role.
  public mutating func horizontalLine(at point: Point, width: Int, style: Style = Style(.border)) {
    fill(Rect(origin: point, size: Size(columns: width, rows: 1)), with: "─", style: style)
  }

  public mutating func verticalLine(at point: Point, height: Int, style: Style = Style(.border)) {
    fill(Rect(origin: point, size: Size(columns: 1, rows: height)), with: "│", style: style)
  }

  /// A box along the inner edge of `rect`; nothing if that is narrower or lower than two.
  public mutating func box(_ rect: Rect, style: Style = Style(.border)) {
    guard rect.width >= 2, rect.height >= 2 else { return }
    let right = rect.maxX - 1
    let bottom = rect.maxY - 1
    horizontalLine(at: rect.origin, width: rect.width, style: style)
    horizontalLine(at: Point(x: rect.x, y: bottom), width: rect.width, style: style)
    verticalLine(at: rect.origin, height: rect.height, style: style)
    verticalLine(at: Point(x: right, y: rect.y), height: rect.height, style: style)
    for (corner, point) in [
      ("┌", rect.origin), ("┐", Point(x: right, y: rect.y)), ("└", Point(x: rect.x, y: bottom)),
      ("┘", Point(x: right, y: bottom)),
    ] {
      write(corner, at: point, width: 1, style: style)
    }
  }
}
