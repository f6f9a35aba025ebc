/// A row of values as bars, the newest at the right.
public struct Sparkline: Sendable {
  private static let levels = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// A nil is a time of which nothing is known.
  public var values: [Double?]
  /// What a full bar stands for; nil: the greatest value shown.
  public var ceiling: Double?
  public var style: Style

  public init(_ values: [Double?], ceiling: Double? = nil, style: Style = .text) {
    self.values = values
    self.ceiling = ceiling
    self.style = style
  }

  /// Draws along the first row of `rect`, as many of the newest values as fit.
  public func draw(into frame: inout Frame, in rect: Rect) {
    let shown = values.suffix(rect.width)
    let top = ceiling ?? shown.compactMap { $0 }.filter(\.isFinite).max() ?? 0
    for (index, value) in shown.enumerated() {
      let point = Point(x: rect.maxX - shown.count + index, y: rect.y)
      frame.write(Self.bar(for: value, top: top), at: point, width: min(1, rect.row(0).width), style: style)
    }
  }

  private static func bar(for value: Double?, top: Double) -> String {
    guard let value, value.isFinite else { return " " }
    guard value > 0, top > 0 else { return levels[0] }
    let share = min(1, value / top)
    // Anything above nothing is seen to be above it.
    return levels[max(1, Int((share * Double(levels.count - 1)).rounded()))]
  }
}
