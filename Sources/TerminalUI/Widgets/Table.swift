/// A table: a line of titles, then rows, with room before each for the cursor and a mark.
public struct Table {
  public struct Row: Sendable {
    /// One a column, in the order of the table's columns.
    public var cells: [Span]
    public var isMarked: Bool
    /// Shown although it no longer belongs there.
    public var isDimmed: Bool

    public init(_ cells: [Span], isMarked: Bool = false, isDimmed: Bool = false) {
      self.cells = cells
      self.isMarked = isMarked
      self.isDimmed = isDimmed
    }
  }

  public struct Sort: Hashable, Sendable {
    public var column: Int
    public var isDescending: Bool
    /// Not all rows were sorted.
    public var isApproximate: Bool

    public init(column: Int, isDescending: Bool, isApproximate: Bool = false) {
      self.column = column
      self.isDescending = isDescending
      self.isApproximate = isApproximate
    }
  }

  public var columns: [Column]
  public var rowCount: Int
  /// Asked for the visible rows only.
  public var row: (Int) -> Row
  public var cursor: Int?
  public var viewport: Viewport
  public var sort: Sort?

  public init(
    columns: [Column], rowCount: Int, cursor: Int? = nil, viewport: Viewport = Viewport(), sort: Sort? = nil,
    row: @escaping (Int) -> Row
  ) {
    self.columns = columns
    self.rowCount = rowCount
    self.row = row
    self.cursor = cursor
    self.viewport = viewport
    self.sort = sort
  }

  /// Columns before the first cell: the cursor and the mark.
  public static let gutter = 2

  /// How many rows are visible in a part that high.
  public static func visibleRows(in rect: Rect) -> Int { max(0, rect.height - 1) }

  /// The row at a point, such as one that was clicked.
  public func index(at point: Point, in rect: Rect) -> Int? {
    guard rect.contains(point), point.y > rect.y else { return nil }
    let index = viewport.first + point.y - rect.y - 1
    return index < rowCount ? index : nil
  }

  /// The column whose title is at a point.
  public func titleColumn(at point: Point, in rect: Rect) -> Int? {
    guard rect.contains(point), point.y == rect.y else { return nil }
    let x = point.x - rect.x - Self.gutter
    return layout(in: rect).slots.first { x >= $0.x && x < $0.x + $0.width }?.column
  }
}

// MARK: - Drawing

extension Table {
  public func draw(into frame: inout Frame, in rect: Rect) {
    let slots = layout(in: rect).slots
    for slot in slots { drawTitle(slot, into: &frame, in: rect.row(0)) }
    let last = min(rowCount, viewport.first + Self.visibleRows(in: rect))
    for index in viewport.first..<max(viewport.first, last) {
      draw(row(index), isCursor: index == cursor, slots, into: &frame, in: rect.row(1 + index - viewport.first))
    }
  }

  private func layout(in rect: Rect) -> TableLayout {
    .fit(columns, width: rect.width - Self.gutter)
  }

  private func drawTitle(_ slot: TableLayout.Slot, into frame: inout Frame, in line: Rect) {
    let column = columns[slot.column]
    var title = column.title
    if let sort, sort.column == slot.column {
      title += (sort.isDescending ? "▼" : "▲") + (sort.isApproximate ? "≈" : "")
    }
    draw(Span(title, .title), column.alignment, slot, into: &frame, in: line)
  }

  private func draw(
    _ row: Row, isCursor: Bool, _ slots: [TableLayout.Slot], into frame: inout Frame, in line: Rect
  ) {
    if isCursor { frame.write("▸", at: line.origin, width: min(1, line.width), style: Style(.cursor)) }
    if row.isMarked {
      frame.write("●", at: line.columns(1..<2).origin, width: line.columns(1..<2).width, style: Style(.marked))
    }
    for slot in slots where slot.column < row.cells.count {
      draw(row.cells[slot.column], columns[slot.column].alignment, slot, into: &frame, in: line)
    }
    frame.restyle(line) { style in
      if row.isMarked, style.role == .text { style.role = .marked }
      if row.isDimmed { style.dim = true }
      if isCursor { style.background = .cursor }
    }
  }

  private func draw(
    _ span: Span, _ alignment: Column.Alignment, _ slot: TableLayout.Slot, into frame: inout Frame, in line: Rect
  ) {
    let indent = alignment == .right ? max(0, slot.width - span.text.displayWidth) : 0
    let place = line.columns(Self.gutter + slot.x + indent..<Self.gutter + slot.x + slot.width)
    frame.write(span.text, at: place.origin, width: place.width, style: span.style)
  }
}
