/// Text in one style; a line is an array of them.
public struct Span: Hashable, Sendable {
  public var text: String
  public var style: Style

  public init(_ text: String, _ style: Style = .text) {
    self.text = text
    self.style = style
  }

  public init(_ text: String, _ role: Role) {
    self.init(text, Style(role))
  }
}

extension Sequence<Span> {
  /// The columns that they take side by side.
  public var displayWidth: Int { reduce(0) { $0 + $1.text.displayWidth } }
}

extension Frame {
  /// Writes spans side by side, the last that does not fit cut as `write(_:at:…)` does.
  ///
  /// - Returns: The columns used.
  @discardableResult
  public mutating func write(_ spans: some Sequence<Span>, at point: Point, width: Int? = nil) -> Int {
    let room = min(width ?? .max, max(0, size.columns - point.x))
    var used = 0
    for span in spans where used < room {
      used += write(span.text, at: Point(x: point.x + used, y: point.y), width: room - used, style: span.style)
    }
    return used
  }
}
