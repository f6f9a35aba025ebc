/// A part of a frame. Splitting one never yields a part outside it: what does not fit is empty.
public struct Rect: Hashable, Sendable {
  public var origin: Point
  public var size: Size

  public init(origin: Point, size: Size) {
    self.origin = origin
    self.size = size
  }

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.init(origin: Point(x: x, y: y), size: Size(columns: width, rows: height))
  }

  /// The whole of something that size.
  public init(_ size: Size) {
    self.init(origin: Point(x: 0, y: 0), size: size)
  }

  public var x: Int { origin.x }
  public var y: Int { origin.y }
  public var width: Int { size.columns }
  public var height: Int { size.rows }
  /// The first column to the right of it.
  public var maxX: Int { x + width }
  /// The first row below it.
  public var maxY: Int { y + height }
  public var isEmpty: Bool { width == 0 || height == 0 }

  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
  }
}

// MARK: - Splitting

extension Rect {
  /// The rows in `range`, counted from its own top.
  public func rows(_ range: Range<Int>) -> Rect {
    let clamped = range.clamped(to: 0..<height)
    return Rect(x: x, y: y + clamped.lowerBound, width: width, height: clamped.count)
  }

  /// One row of it, counted from its own top; empty if it has no such row.
  public func row(_ index: Int) -> Rect { rows(index..<index + 1) }

  /// The columns in `range`, counted from its own left edge.
  public func columns(_ range: Range<Int>) -> Rect {
    let clamped = range.clamped(to: 0..<width)
    return Rect(x: x + clamped.lowerBound, y: y, width: clamped.count, height: height)
  }

  /// Its first `count` rows, and what remains below them.
  public func splitTop(_ count: Int) -> (top: Rect, rest: Rect) {
    let cut = min(max(0, count), height)
    return (rows(0..<cut), rows(cut..<height))
  }

  /// What remains above its last `count` rows, and those rows.
  public func splitBottom(_ count: Int) -> (rest: Rect, bottom: Rect) {
    let cut = height - min(max(0, count), height)
    return (rows(0..<cut), rows(cut..<height))
  }

  /// Its first `count` columns, and what remains to their right.
  public func splitLeft(_ count: Int) -> (left: Rect, rest: Rect) {
    let cut = min(max(0, count), width)
    return (columns(0..<cut), columns(cut..<width))
  }

  /// What remains to the left of its last `count` columns, and those columns.
  public func splitRight(_ count: Int) -> (rest: Rect, right: Rect) {
    let cut = width - min(max(0, count), width)
    return (columns(0..<cut), columns(cut..<width))
  }

  /// Without a margin on each side; empty if nothing remains.
  public func inset(horizontally columns: Int = 0, vertically rows: Int = 0) -> Rect {
    let width = max(0, width - 2 * columns)
    let height = max(0, height - 2 * rows)
    return Rect(x: min(x + columns, maxX), y: min(y + rows, maxY), width: width, height: height)
  }

  /// A part of that size in the middle of it, cut to fit.
  public func centred(_ size: Size) -> Rect {
    let width = min(size.columns, width)
    let height = min(size.rows, height)
    return Rect(x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width, height: height)
  }
}
